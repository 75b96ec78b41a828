package org.tfmirror.provider;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SafeTextTest {

    @Test
    void leavesOrdinaryTextAlone() {
        assertThat(SafeText.of("Jörg Żółć 日本 😀", 100)).isEqualTo("Jörg Żółć 日本 😀");
        assertThat(SafeText.quoted("a b")).isEqualTo("\"a b\"");
    }

    /** Line breaks of ASCII, C1 and Unicode, terminals' escapes, marks that turn the direction, half a pair. */
    @ParameterizedTest
    @ValueSource(
            strings = {"\r", "\n", "\0", "\u001b", "\u007f", "\u0085", "\u009b", "\u200b", "\u202e", "\u2028", "\u2029"
            })
    void replacesWhatATerminalOrALogWouldObey(String unsafe) {
        assertThat(SafeText.of("a" + unsafe + "b", 100)).isEqualTo("a\uFFFDb");
    }

    @Test
    void cutsLongTextAndNeverKeepsHalfACharacter() {
        assertThat(SafeText.of("abcdef", 3)).isEqualTo("abc…");
        assertThat(SafeText.of("abcdef", 6)).isEqualTo("abcdef");
        assertThat(SafeText.of("ab😀", 3)).isEqualTo("ab\uFFFD…");
        assertThat(SafeText.quoted("x".repeat(101))).isEqualTo("\"" + "x".repeat(100) + "…\"");
    }

    @Test
    void readsBytesThatAreNoText() {
        assertThat(SafeText.quoted(new byte[] {'a', (byte) 0xff, 'b', 0})).isEqualTo("\"a\uFFFDb\uFFFD\"");
    }
}
