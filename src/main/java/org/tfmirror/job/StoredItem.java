package org.tfmirror.job;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tfmirror.provider.ConstraintRequest;
import org.tfmirror.provider.InvalidNameException;
import org.tfmirror.provider.ItemSpec;
import org.tfmirror.provider.NewestOf;
import org.tfmirror.provider.NewestOf.Limit;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.Platform;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.provider.ProviderVersion;
import org.tfmirror.provider.VersionSelector;

/**
 * An item's package or constraint, as text of its row. The text was valid for the release that wrote it. It is parsed
 * when the item's turn comes, so a row that cannot be parsed fails its own item only.
 *
 * @param version or the constraint
 * @param platform {@code os_arch}, or of a constraint all of them, joined by a comma and a blank
 * @param isConstraint whether packages are to be put in its place
 * @param limit how many versions a constraint brings; null for all that it allows
 */
public record StoredItem(
        String hostname,
        String namespace,
        String type,
        String version,
        String platform,
        boolean isConstraint,
        @Nullable Limit limit) {

    public StoredItem {
        Objects.requireNonNull(hostname);
        Objects.requireNonNull(namespace);
        Objects.requireNonNull(type);
        Objects.requireNonNull(version);
        Objects.requireNonNull(platform);
    }

    static StoredItem ofPackage(
            String hostname,
            String namespace,
            String type,
            @Nullable String version,
            @Nullable String os,
            @Nullable String arch) {
        return new StoredItem(hostname, namespace, type, Objects.requireNonNull(version), os + "_" + arch, false, null);
    }

    private static StoredItem readConstraint(ResultSet row, String constraint) throws SQLException {
        return new StoredItem(
                row.getString("hostname"),
                row.getString("namespace"),
                row.getString("type"),
                constraint,
                row.getString("platforms"),
                true,
                NewestOf.Limit.of(
                        row.getObject("newest", Integer.class), row.getObject("newest_per_minor", Integer.class)));
    }

    /** A check constraint ensures that a row is one or the other. */
    public static StoredItem read(ResultSet row) throws SQLException {
        String hostname = row.getString("hostname");
        String namespace = row.getString("namespace");
        String type = row.getString("type");
        String constraint = row.getString("version_constraint");
        return constraint == null
                ? ofPackage(
                        hostname, namespace, type, row.getString("version"), row.getString("os"), row.getString("arch"))
                : readConstraint(row, constraint);
    }

    /** The provider, {@code hostname/namespace/type}. */
    public String source() {
        return hostname + "/" + namespace + "/" + type;
    }

    /** @throws Unreadable if a part of it is not a name, version, constraint or platform */
    public ItemSpec parse() {
        try {
            ProviderAddress provider = new ProviderAddress(hostname, namespace, type);
            return isConstraint
                    ? new ConstraintRequest(
                            provider,
                            limit == null
                                    ? VersionSelector.parse(version)
                                    : new NewestOf(VersionSelector.parse(version), limit),
                            Stream.of(platform.split(", ")).map(Platform::parse).toList())
                    : new PackageId(provider, ProviderVersion.parse(version), Platform.parse(platform));
        } catch (InvalidNameException e) {
            throw new Unreadable(e);
        }
    }

    @Override
    public String toString() {
        return source() + " " + version + (limit == null ? "" : " (" + limit + ")") + " " + platform;
    }

    /** An item's row names no package that this release understands. */
    public static final class Unreadable extends RuntimeException {

        Unreadable(InvalidNameException cause) {
            super("the item's row cannot be read: " + cause.getMessage(), cause);
        }
    }
}
