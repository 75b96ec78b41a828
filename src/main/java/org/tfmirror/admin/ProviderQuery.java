package org.tfmirror.admin;

import jakarta.ws.rs.QueryParam;
import org.jspecify.annotations.Nullable;
import org.tfmirror.catalog.Integrity;
import org.tfmirror.catalog.PackageFilter;
import org.tfmirror.provider.Platform;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.provider.ProviderVersion;

/** The query of a list of packages, as sent: anything may be missing, or wrong. */
public record ProviderQuery(
        @QueryParam("hostname") @Nullable String hostname,
        @QueryParam("namespace") @Nullable String namespace,
        @QueryParam("type") @Nullable String type,
        @QueryParam("version") @Nullable String version,
        @QueryParam("platform") @Nullable String platform,
        @QueryParam("blocked") @Nullable String blocked,
        @QueryParam("integrity") @Nullable String integrity,
        @QueryParam("limit") @Nullable String limit,
        @QueryParam("after") @Nullable String after) {

    private static final int DEFAULT_PAGE = 50;
    private static final int MAX_PAGE = 500;

    /** @param before only packages with a smaller id; null from the newest */
    record Page(PackageFilter filter, @Nullable Long before, int limit) {}

    /** @throws InvalidRequestException naming every parameter that is wrong */
    Page parse() {
        CatalogQuery query = new CatalogQuery();
        PackageFilter filter = new PackageFilter(
                query.read("hostname", hostname, ProviderAddress::parseHostname),
                query.read("namespace", namespace, ProviderAddress::parseNamespace),
                query.read("type", type, ProviderAddress::parseType),
                query.read("version", version, ProviderVersion::parse),
                query.read("platform", platform, Platform::parse),
                query.read("blocked", blocked, CatalogQuery::parseBoolean),
                query.read("integrity", integrity, Integrity::parse));
        Long before = query.number("after", after, Long.MAX_VALUE);
        Long size = query.number("limit", limit, MAX_PAGE);
        query.refuseIfWrong();
        return new Page(filter, before, size == null ? DEFAULT_PAGE : size.intValue());
    }
}
