package org.tfmirror.admin.catalog;

import org.jspecify.annotations.Nullable;
import org.tfmirror.catalog.PackageFilter;
import org.tfmirror.provider.Platform;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.provider.ProviderVersion;
import org.tfmirror.web.ParameterReader;

/**
 * The packages to verify, as sent; an absent field does not narrow the selection.
 *
 * @param source {@code [hostname/]namespace/type}
 * @param version an exact one
 * @param platform {@code os_arch}
 */
public record VerifyRequest(
        @Nullable String source,
        @Nullable String version,
        @Nullable String platform) {

    /** @throws org.tfmirror.web.InvalidRequestException naming every field that is wrong */
    static PackageFilter filter(@Nullable VerifyRequest request, String defaultHostname) {
        if (request == null) {
            return PackageFilter.of(null, null, null);
        }
        ParameterReader query = new ParameterReader();
        PackageFilter filter = PackageFilter.of(
                query.read("source", request.source, text -> ProviderAddress.parse(text, defaultHostname)),
                query.read("version", request.version, ProviderVersion::parse),
                query.read("platform", request.platform, Platform::parse));
        query.refuseIfWrong();
        return filter;
    }
}
