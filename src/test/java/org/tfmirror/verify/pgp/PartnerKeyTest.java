package org.tfmirror.verify.pgp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class PartnerKeyTest {

    @Test
    void readsTheKeyOfHashicorp() throws Exception {
        DecodedKey partner = DecodedKey.read(PartnerKey.HASHICORP.asciiArmor());

        assertThat(partner.certificates())
                .singleElement()
                .extracting(Certificate::fingerprint)
                .isEqualTo("51890657C5ACDB4B823086567D72D4268E4660FC");
        Instant now = Instant.parse("2026-01-01T00:00:00Z");
        assertThat(new SelfSignatures(partner.certificates().get(0), now, new PgpCheck()).ofPrimary())
                .isPresent();
    }
}
