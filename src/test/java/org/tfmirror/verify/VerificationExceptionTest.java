package org.tfmirror.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VerificationExceptionTest {

    private interface Maker {
        VerificationException make(String what, String expected, String found);
    }

    private static final Map<String, List<Maker>> MAKERS = Map.ofEntries(
            Map.entry("archive_invalid", List.of(VerificationException.ArchiveInvalid::new)),
            Map.entry("length_mismatch", List.of(VerificationException.ArchiveLength::new)),
            Map.entry("archive_too_large", List.of(VerificationException.ArchiveTooLarge::new)),
            Map.entry(
                    "checksum_mismatch",
                    List.of(VerificationException.ChecksumMismatch::new, VerificationException.ShasumsMismatch::new)),
            Map.entry("evidence_altered", List.of(VerificationException.EvidenceAltered::new)),
            Map.entry("hash_mismatch", List.of(VerificationException.HashMismatch::new)),
            Map.entry("key_changed", List.of(VerificationException.KeyChanged::new)),
            Map.entry("key_invalid", List.of(VerificationException.KeyInvalid::new)),
            Map.entry("key_revoked", List.of(VerificationException.KeyRevoked::new)),
            Map.entry("key_unknown", List.of(VerificationException.KeyUnknown::new)),
            Map.entry("shasums_invalid", List.of(VerificationException.ShasumsInvalid::new)),
            Map.entry("signature_invalid", List.of(VerificationException.SignatureInvalid::new)),
            Map.entry("signature_weak", List.of(VerificationException.SignatureWeak::new)),
            Map.entry("trust_signature_invalid", List.of(VerificationException.TrustSignatureInvalid::new)),
            Map.entry("unsigned", List.of(VerificationException.Unsigned::new)));

    @Test
    void tellsACodeThatClientsCanCountOn() {
        MAKERS.forEach((code, makers) -> makers.forEach(maker -> {
            VerificationException failure = maker.make("size", "1", "2");

            assertThat(failure.code()).isEqualTo(code);
            assertThat(failure).hasMessage("size: expected 1, found 2");
        }));
    }
}
