package org.tfmirror.console.catalog;

import org.tfmirror.provider.ProviderAddress;

/**
 * A provider as pages name it.
 *
 * @param source {@code hostname/namespace/type}, which is also its place below the pages of providers
 */
public record ProviderName(String hostname, String shortName, String source) {

    static ProviderName of(ProviderAddress provider) {
        return new ProviderName(provider.hostname(), provider.namespace() + "/" + provider.type(), provider.toString());
    }

    /** Its page. */
    public String path() {
        return "/console/providers/" + source;
    }
}
