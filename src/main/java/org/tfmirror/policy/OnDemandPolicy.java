package org.tfmirror.policy;

import java.util.List;
import org.tfmirror.provider.InvalidNameException;
import org.tfmirror.provider.ProviderAddress;

/**
 * Decides whose packages may come on demand. No origin is asked for a provider that is not allowed: its name may be a
 * secret, and a stranger may have registered it elsewhere. Immutable.
 */
public final class OnDemandPolicy {

    private final List<ProviderPattern> allowed;
    private final List<ProviderPattern> denied;

    private OnDemandPolicy(List<ProviderPattern> allowed, List<ProviderPattern> denied) {
        this.allowed = allowed;
        this.denied = denied;
    }

    /**
     * Reads the patterns.
     *
     * @throws IllegalArgumentException naming the key that has a malformed one
     */
    public static OnDemandPolicy of(List<String> allow, List<String> deny) {
        return new OnDemandPolicy(patterns("allow", allow), patterns("deny", deny));
    }

    /** Whether the provider's lists, documents and packages may be fetched because a client asks for them. */
    public boolean allows(ProviderAddress provider) {
        return anyMatches(allowed, provider) && !anyMatches(denied, provider);
    }

    private static boolean anyMatches(List<ProviderPattern> patterns, ProviderAddress provider) {
        return patterns.stream().anyMatch(pattern -> pattern.matches(provider));
    }

    private static List<ProviderPattern> patterns(String key, List<String> texts) {
        try {
            return texts.stream().map(ProviderPattern::parse).toList();
        } catch (InvalidNameException e) {
            throw new IllegalArgumentException("tfmirror.on-demand." + key + ": " + e.getMessage(), e);
        }
    }
}
