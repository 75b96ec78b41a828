package org.tfmirror.command;

import java.sql.SQLException;
import java.util.List;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.versions.ListedVersion;

/** Decides which of the versions that an origin lists may come by themselves. */
@FunctionalInterface
public interface VersionPolicy {

    /** Those that may come now. */
    List<ListedVersion> free(ProviderAddress provider, List<ListedVersion> versions) throws SQLException;
}
