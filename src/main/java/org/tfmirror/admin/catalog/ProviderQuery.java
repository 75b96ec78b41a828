package org.tfmirror.admin.catalog;

import jakarta.ws.rs.QueryParam;
import org.jspecify.annotations.Nullable;
import org.tfmirror.catalog.Integrity;
import org.tfmirror.catalog.PackageFilter;
import org.tfmirror.provider.Platform;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.provider.ProviderVersion;
import org.tfmirror.web.ParameterReader;

/** The query of a list of packages, as sent: anything may be missing, or wrong. */
public record ProviderQuery(
        @QueryParam("hostname") @Nullable String hostname,
        @QueryParam("namespace") @Nullable String namespace,
        @QueryParam("type") @Nullable String type,
        @QueryParam("version") @Nullable String version,
        @QueryParam("platform") @Nullable String platform,
        @QueryParam("blocked") @Nullable String blocked,
        @QueryParam("integrity") @Nullable String integrity,
        @QueryParam("listed") @Nullable String listed,
        @QueryParam("limit") @Nullable String limit,
        @QueryParam("after") @Nullable String after) {

    /** @param before only packages with a smaller id; null from the newest */
    record Page(PackageFilter filter, @Nullable Long before, int limit) {}

    /** @throws org.tfmirror.web.InvalidRequestException naming every parameter that is wrong */
    Page parse() {
        ParameterReader query = new ParameterReader();
        PackageFilter filter = new PackageFilter(
                query.read("hostname", hostname, ProviderAddress::parseHostname),
                query.read("namespace", namespace, ProviderAddress::parseNamespace),
                query.read("type", type, ProviderAddress::parseType),
                query.read("version", version, ProviderVersion::parse),
                query.read("platform", platform, Platform::parse),
                query.bool("blocked", blocked),
                query.read("integrity", integrity, Integrity::parse),
                query.bool("listed", listed));
        Long before = query.after(after);
        int size = query.limit(limit);
        query.refuseIfWrong();
        return new Page(filter, before, size);
    }
}
