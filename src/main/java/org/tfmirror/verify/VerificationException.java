package org.tfmirror.verify;

import org.jspecify.annotations.Nullable;
import org.tfmirror.provider.LockedHashes;
import org.tfmirror.provider.PackageHash;

/**
 * An origin's answer cannot be trusted; each failed check has its class. All failures are permanent for these
 * bytes; only {@link ChecksumMismatch} is worth fetching the bytes once more.
 */
public abstract sealed class VerificationException extends Exception {

    private final String code;

    private VerificationException(String code, String what, String expected, String found) {
        super(what + ": expected " + expected + ", found " + found);
        this.code = code;
    }

    /** The cause in snake_case, stable for clients. */
    public final String code() {
        return code;
    }

    /**
     * The archive is not a zip we can vouch for: not a zip, inconsistent, or with entries that must not be unpacked.
     */
    public static final class ArchiveInvalid extends VerificationException {
        public ArchiveInvalid(String what, String expected, String found) {
            super("archive_invalid", what, expected, found);
        }
    }

    /** The archive is shorter or longer than announced. */
    public static final class ArchiveLength extends VerificationException {
        public ArchiveLength(String what, String expected, String found) {
            super("length_mismatch", what, expected, found);
        }
    }

    /** The archive has more entries, or inflates to more bytes, than the limits allow. */
    public static final class ArchiveTooLarge extends VerificationException {
        public ArchiveTooLarge(String what, String expected, String found) {
            super("archive_too_large", what, expected, found);
        }
    }

    /** The archive's SHA-256 is not the signed one. A cache on the way may have damaged it: fetch it once more. */
    public static final class ChecksumMismatch extends VerificationException {
        public ChecksumMismatch(String what, String expected, String found) {
            super("checksum_mismatch", what, expected, found);
        }
    }

    /** The signature is good, but by another key than those pinned for the namespace. */
    public static final class KeyChanged extends VerificationException {
        public KeyChanged(String what, String expected, String found) {
            super("key_changed", what, expected, found);
        }
    }

    /** The kept evidence of a package was altered, or is of another version. */
    public static final class EvidenceAltered extends VerificationException {
        public EvidenceAltered(String what, String expected, String found) {
            super("evidence_altered", what, expected, found);
        }
    }

    /** The package differs from what the registry lists of it beside the checksum, as OpenTofu's does in packages. */
    public static final class HashMismatch extends VerificationException {
        public HashMismatch(String what, String expected, String found) {
            super("hash_mismatch", what, expected, found);
        }
    }

    /** A listed key cannot be read, or its self-signatures and bindings do not hold. */
    public static final class KeyInvalid extends VerificationException {
        public KeyInvalid(String what, String expected, String found) {
            super("key_invalid", what, expected, found);
        }
    }

    /** The key that signed is revoked. */
    public static final class KeyRevoked extends VerificationException {
        public KeyRevoked(String what, String expected, String found) {
            super("key_revoked", what, expected, found);
        }
    }

    /** None of the listed keys made the signature. */
    public static final class KeyUnknown extends VerificationException {
        public KeyUnknown(String what, String expected, String found) {
            super("key_unknown", what, expected, found);
        }
    }

    /** The package is well signed, but not one of those that the lock file allows. */
    public static final class LockMismatch extends VerificationException {

        /**
         * Every package that is not refused here matches the lock.
         *
         * @param h1 null where it is not known yet
         */
        public static void check(LockedHashes locked, PackageHash zh, @Nullable PackageHash h1) throws LockMismatch {
            boolean allowed = h1 == null ? locked.mayAllow(zh) : locked.allow(zh, h1);
            if (!allowed) {
                throw new LockMismatch(locked, zh, h1);
            }
        }

        private LockMismatch(LockedHashes locked, PackageHash zh, @Nullable PackageHash h1) {
            super(
                    "lock_mismatch",
                    "hash of the package",
                    "one of the %d in the lock file".formatted(locked.hashes().size()),
                    h1 == null ? zh.toString() : zh + " " + h1);
        }
    }

    /** The SHA256SUMS document, or the claim about it, is malformed. */
    public static final class ShasumsInvalid extends VerificationException {
        public ShasumsInvalid(String what, String expected, String found) {
            super("shasums_invalid", what, expected, found);
        }
    }

    /**
     * The registry's shasum is not the one its SHA256SUMS document gives for the file; fetching again does not help.
     */
    public static final class ShasumsMismatch extends VerificationException {
        public ShasumsMismatch(String what, String expected, String found) {
            super("checksum_mismatch", what, expected, found);
        }
    }

    /** The signature is malformed, of a wrong type, expired, or does not fit the bytes. */
    public static final class SignatureInvalid extends VerificationException {
        public SignatureInvalid(String what, String expected, String found) {
            super("signature_invalid", what, expected, found);
        }
    }

    /** The signature's hash or the key's algorithm or size is too weak to be trusted. */
    public static final class SignatureWeak extends VerificationException {
        public SignatureWeak(String what, String expected, String found) {
            super("signature_weak", what, expected, found);
        }
    }

    /** The listed key carries a trust signature that the partner key did not make. */
    public static final class TrustSignatureInvalid extends VerificationException {
        public TrustSignatureInvalid(String what, String expected, String found) {
            super("trust_signature_invalid", what, expected, found);
        }
    }

    /** The registry lists no keys, and no policy lets it. */
    public static final class Unsigned extends VerificationException {
        public Unsigned(String what, String expected, String found) {
            super("unsigned", what, expected, found);
        }
    }
}
