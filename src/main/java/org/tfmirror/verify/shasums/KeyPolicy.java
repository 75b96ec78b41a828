package org.tfmirror.verify.shasums;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.verify.SigningKey;
import org.tfmirror.verify.VerificationException.KeyChanged;
import org.tfmirror.verify.VerificationException.KeyInvalid;
import org.tfmirror.verify.VerificationException.KeyRevoked;
import org.tfmirror.verify.VerificationException.TrustSignatureInvalid;
import org.tfmirror.verify.VerificationException.Unsigned;
import org.tfmirror.verify.pgp.PartnerKey;
import org.tfmirror.verify.pgp.SignatureJudge;

/**
 * Which keys may sign for whom. A registry lists its keys beside the data, so an attacker who can change the one can
 * change the other: a pinned fingerprint is the stronger check. HashiCorp's key is pinned for its own namespace on
 * {@code registry.terraform.io} out of the box. Immutable.
 */
public final class KeyPolicy {

    /** HashiCorp's primary key. */
    public static final String HASHICORP_FINGERPRINT = "C874011F0AB405110D02105534365D9472D7468F";

    private static final String HASHICORP = "registry.terraform.io/hashicorp";
    private static final Pattern FINGERPRINT = Pattern.compile("[0-9A-F]{40}");

    private final Map<String, Set<String>> pins;
    private final Set<String> unsignedHostnames;
    private final Set<String> revoked;
    private final PartnerKey partnerKey;

    private KeyPolicy(
            Map<String, Set<String>> pins, Set<String> unsignedHostnames, Set<String> revoked, PartnerKey partnerKey) {
        this.pins = pins;
        this.unsignedHostnames = unsignedHostnames;
        this.revoked = revoked;
        this.partnerKey = partnerKey;
    }

    /**
     * Makes a policy.
     *
     * @param pinnedFingerprintsByHostAndNamespace {@code hostname/namespace} to the fingerprints of the primary keys
     *     that may sign for it, 40 hex digits with or without blanks; replaces the built-in pin of the same namespace
     * @param hostnamesAllowedUnsigned registries whose providers need no signature where no key is listed
     * @throws IllegalArgumentException naming what is malformed
     */
    public static KeyPolicy of(
            Map<String, List<String>> pinnedFingerprintsByHostAndNamespace, Set<String> hostnamesAllowedUnsigned) {
        Map<String, Set<String>> pins = new HashMap<>();
        pins.put(HASHICORP, Set.of(HASHICORP_FINGERPRINT));
        pinnedFingerprintsByHostAndNamespace.forEach(
                (namespace, fingerprints) -> pins.put(namespaceOf(namespace), pinnedOf(namespace, fingerprints)));
        Set<String> unsigned = hostnamesAllowedUnsigned.stream()
                .map(hostname -> ProviderAddress.parse(hostname + "/a/a").hostname())
                .collect(Collectors.toUnmodifiableSet());
        return new KeyPolicy(Map.copyOf(pins), unsigned, Set.of(), PartnerKey.HASHICORP);
    }

    /** The same policy with another partner key: for tests, because only HashiCorp can sign with its own. */
    KeyPolicy withPartnerKey(PartnerKey other) {
        return new KeyPolicy(pins, unsignedHostnames, revoked, other);
    }

    /**
     * The same policy, in which these keys vouch for nothing.
     *
     * @param fingerprints of primary or signing keys, 40 hex digits with or without blanks
     * @throws IllegalArgumentException naming what is malformed
     */
    public KeyPolicy withRevoked(List<String> fingerprints) {
        return new KeyPolicy(pins, unsignedHostnames, fingerprintsOf("revoked key", fingerprints), partnerKey);
    }

    /** @throws KeyRevoked where the operator has revoked one of the keys, even if the registry still lists it */
    void requireNotRevoked(String... fingerprints) throws KeyRevoked {
        for (String fingerprint : fingerprints) {
            if (revoked.contains(fingerprint)) {
                throw new KeyRevoked(
                        "signing key", "none of tfmirror.verify.revoked-keys", fingerprint + ", which is one");
            }
        }
    }

    /** @throws Unsigned unless the registry may list no keys, and none is pinned */
    void requireUnsignedAllowed(ProviderAddress provider) throws Unsigned {
        if (!unsignedHostnames.contains(provider.hostname()) || pins.containsKey(namespaceOf(provider))) {
            throw new Unsigned("signing keys of " + provider, "at least one", "none");
        }
    }

    boolean isPinned(ProviderAddress provider) {
        return pins.containsKey(namespaceOf(provider));
    }

    /** @throws KeyChanged where keys are pinned for the provider's namespace, but not this one */
    void requirePinned(ProviderAddress provider, String keyFingerprint) throws KeyChanged {
        Set<String> pinned = pins.get(namespaceOf(provider));
        if (pinned != null && !pinned.contains(keyFingerprint)) {
            throw new KeyChanged(
                    "signing key of " + namespaceOf(provider), String.join(" or ", pinned), keyFingerprint);
        }
    }

    /**
     * Judges a key's trust signature, where it carries one.
     *
     * @throws KeyInvalid where the key cannot be read
     * @throws TrustSignatureInvalid where the trust signature is not the partner key's
     */
    void requireTrusted(SigningKey key, String keyFingerprint, SignatureJudge judge)
            throws KeyInvalid, TrustSignatureInvalid {
        if (key.hasTrustSignature() && !keyFingerprint.equals(HASHICORP_FINGERPRINT)) {
            partnerKey.requireTrusts(key, judge);
        }
    }

    private static String namespaceOf(ProviderAddress provider) {
        return provider.hostname() + "/" + provider.namespace();
    }

    private static String namespaceOf(String text) {
        if (text.indexOf('/') < 0) {
            throw new IllegalArgumentException("pinned keys are given per hostname/namespace, not for " + text);
        }
        return namespaceOf(ProviderAddress.parse(text + "/a"));
    }

    private static Set<String> pinnedOf(String namespace, List<String> fingerprints) {
        Set<String> canonical = fingerprintsOf("pinned key of " + namespace, fingerprints);
        if (canonical.isEmpty()) {
            throw new IllegalArgumentException("pinned keys of " + namespace + ": at least one fingerprint is needed");
        }
        return canonical;
    }

    private static Set<String> fingerprintsOf(String what, List<String> fingerprints) {
        Set<String> canonical = new TreeSet<>();
        for (String fingerprint : fingerprints) {
            String compact = fingerprint.replace(" ", "").toUpperCase(Locale.ROOT);
            if (!FINGERPRINT.matcher(compact).matches()) {
                throw new IllegalArgumentException(what + ": not a fingerprint of 40 hex digits: " + fingerprint);
            }
            canonical.add(compact);
        }
        return canonical;
    }
}
