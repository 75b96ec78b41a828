package org.tfmirror.admin.catalog;

import org.jspecify.annotations.Nullable;
import org.tfmirror.catalog.ReleaseId;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.provider.ProviderVersion;
import org.tfmirror.web.ParameterReader;

/**
 * The version that is to be listed as it is, as sent.
 *
 * @param source {@code [hostname/]namespace/type}
 * @param version an exact one
 * @param reason for other operators, kept in the audit
 */
public record ListRequest(
        @Nullable String source,
        @Nullable String version,
        @Nullable String reason) {

    /** @throws InvalidRequestException naming every field that is wrong */
    static ReleaseId release(@Nullable ListRequest request, String defaultHostname) {
        ParameterReader query = new ParameterReader();
        ProviderAddress provider = query.require(
                "source",
                request == null ? null : request.source,
                text -> ProviderAddress.parse(text, defaultHostname));
        ProviderVersion version =
                query.require("version", request == null ? null : request.version, ProviderVersion::parse);
        query.refuseIfWrong();
        if (request == null || provider == null || version == null) {
            throw new IllegalStateException("refused above");
        }
        BlockRequest.checkReason(request.reason);
        return new ReleaseId(provider, version);
    }
}
