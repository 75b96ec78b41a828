package org.tfmirror.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class EntityTagTest {

    private static final EntityTag TAG = EntityTag.ofSha256("abc");

    @Test
    void isTheQuotedDigestOfTheBody() {
        assertThat(EntityTag.of("abc".getBytes(StandardCharsets.UTF_8)).value())
                .isEqualTo("\"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"abc\"", "W/\"abc\"", " \"abc\" ", "\"x\", \"abc\"", "\"x\",W/\"abc\"", "*"})
    void isNamedInAListWeakOrByTheStar(String header) {
        assertThat(TAG.isNamedBy(header)).isTrue();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "abc", "\"ab\"", "\"abcd\"", "\"ABC\"", "w/\"abc\"", "\"x\", \"y\"", "\"*\"", ",,"})
    void isNotNamedByAnythingElse(@Nullable String header) {
        assertThat(TAG.isNamedBy(header)).isFalse();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"\"abc\"", " \"abc\" ", "\"x\", \"abc\"", "*"})
    void isAmongItsOwnOrAny(@Nullable String header) {
        assertThat(TAG.isAmong(header)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "abc", "W/\"abc\"", "\"x\"", "\"*\"", ",,"})
    void isNotAmongOthersOrWeakOnes(String header) {
        assertThat(TAG.isAmong(header)).isFalse();
    }
}
