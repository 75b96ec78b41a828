package org.tfmirror.catalog;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import org.tfmirror.provider.PackageColumns;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.provider.ProviderVersion;

/** A version of a provider, for all its platforms. */
public record ReleaseId(ProviderAddress provider, ProviderVersion version) {

    public ReleaseId {
        Objects.requireNonNull(provider);
        Objects.requireNonNull(version);
    }

    /** The version that a package is of. */
    public static ReleaseId of(PackageId id) {
        return new ReleaseId(id.provider(), id.version());
    }

    /** The values of its columns. */
    public List<String> columns() {
        return PackageColumns.of(provider, version);
    }

    /** Reads the version of a row that has the columns by their names. */
    public static ReleaseId read(ResultSet row) throws SQLException {
        return new ReleaseId(PackageColumns.readProvider(row), PackageColumns.readVersion(row));
    }

    @Override
    public String toString() {
        return provider + " " + version;
    }
}
