package org.tfmirror.verify.shasums;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tfmirror.verify.Claims.FILE;
import static org.tfmirror.verify.Claims.OTHER_SHASUM;
import static org.tfmirror.verify.Claims.SHASUM;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tfmirror.verify.Claims;
import org.tfmirror.verify.VerificationException.ShasumsInvalid;
import org.tfmirror.verify.VerificationException.ShasumsMismatch;

class ShasumsDocumentTest {

    private final Claims claims = new Claims();

    @ParameterizedTest
    @ValueSource(
            strings = {
                SHASUM + "  " + FILE + "\n",
                SHASUM + "  " + FILE,
                SHASUM + "\t" + FILE + "\r\n",
                "  " + SHASUM + " " + FILE + " and more",
                "\n\nnoise\n" + SHASUM + "  " + FILE,
                SHASUM + "  " + FILE + "\n" + SHASUM + "  " + FILE,
                OTHER_SHASUM + "  x" + FILE + "\n" + SHASUM + "  " + FILE,
            })
    void findsTheLineOfTheFile(String document) {
        claims.shasums = Claims.bytes(document);

        assertThatCode(() -> ShasumsDocument.requireLine(claims.claim())).doesNotThrowAnyException();
    }

    @Test
    void takesUpperCaseOnEitherSide() {
        claims.shasum = SHASUM.toUpperCase(Locale.ROOT);
        assertThatCode(() -> ShasumsDocument.requireLine(claims.claim())).doesNotThrowAnyException();

        claims.shasum = SHASUM;
        claims.shasums = Claims.bytes(SHASUM.toUpperCase(Locale.ROOT) + "  " + FILE);
        assertThatCode(() -> ShasumsDocument.requireLine(claims.claim())).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n",
                FILE,
                SHASUM,
                OTHER_SHASUM + "  other.zip",
                SHASUM + "  *" + FILE,
                SHASUM + "  ./" + FILE,
                SHASUM + FILE,
                SHASUM + "  x  " + FILE,
                "e3b0  " + FILE,
                "z" + SHASUM + "  " + FILE,
                SHASUM + "  " + FILE + "\n" + OTHER_SHASUM + "  " + FILE,
                "<html>" + FILE + "</html>",
            })
    void refusesADocumentWithoutOneGoodLine(String document) {
        claims.shasums = Claims.bytes(document);

        assertThatThrownBy(() -> ShasumsDocument.requireLine(claims.claim())).isInstanceOf(ShasumsInvalid.class);
    }

    @Test
    void refusesADocumentThatIsTooLarge() {
        claims.shasums = Claims.bytes(SHASUM + "  " + FILE + "\n" + "\n".repeat(1 << 20));

        assertThatThrownBy(() -> ShasumsDocument.requireLine(claims.claim())).isInstanceOf(ShasumsInvalid.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a/b.zip", "../b.zip", "a\\b.zip", ".", "..", "a b.zip", "a\nb", "a\0b"})
    void refusesAFilenameWithAPath(String filename) {
        claims.filename = filename;
        claims.shasums = Claims.bytes(SHASUM + "  " + filename);

        assertThatThrownBy(() -> ShasumsDocument.requireLine(claims.claim())).isInstanceOf(ShasumsInvalid.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "abc", SHASUM + "0", "g" + OTHER_SHASUM, " " + SHASUM})
    void refusesAShasumThatIsNotHex(String shasum) {
        claims.shasum = shasum;

        assertThatThrownBy(() -> ShasumsDocument.requireLine(claims.claim())).isInstanceOf(ShasumsInvalid.class);
    }

    @Test
    void refusesAnotherShasumThanListed() {
        claims.shasum = OTHER_SHASUM;

        assertThatThrownBy(() -> ShasumsDocument.requireLine(claims.claim()))
                .isInstanceOfSatisfying(ShasumsMismatch.class, e -> {
                    assertThat(e.code()).isEqualTo("checksum_mismatch");
                    assertThat(e).hasMessageEndingWith("expected " + SHASUM + ", found " + OTHER_SHASUM);
                });
    }
}
