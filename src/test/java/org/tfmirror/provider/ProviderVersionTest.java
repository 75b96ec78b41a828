package org.tfmirror.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProviderVersionTest {

    @ParameterizedTest
    @CsvSource({
        "1, 1.0.0",
        "1.2, 1.2.0",
        "1.2.3, 1.2.3",
        "0.0.0, 0.0.0",
        "10.20.30, 10.20.30",
        "9223372036854775807.0.0, 9223372036854775807.0.0",
        "1.0-beta2, 1.0.0-beta2",
        "1-rc.1, 1.0.0-rc.1",
        "1.0.0-01, 1.0.0-01",
        "1.0.0--, 1.0.0--",
        "1.0.0+foo.bar, 1.0.0+foo.bar",
        "1.0.0-beta1+foo-bar.01, 1.0.0-beta1+foo-bar.01",
    })
    void readsAVersionInCanonicalForm(String text, String canonical) {
        assertThat(ProviderVersion.parse(text)).hasToString(canonical);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "v1.2.3",
                "V1.2.3",
                "1.2.3.4",
                " 1.2.3",
                "1.2.3 ",
                "1.2.3\n",
                "1. 2.3",
                "1.",
                ".1",
                "1..2",
                "01.2.3",
                "1.02.3",
                "-1.2.3",
                "+1.2.3",
                "1.2.x",
                "1.*",
                "latest",
                "1.2.3-",
                "1.2.3+",
                "1.2.3-+a",
                "1.2.3-a..b",
                "1.2.3-.a",
                "1.2.3-a.",
                "1.2.3-a_b",
                "1.2.3-a/b",
                "1.2.3-a+b+c",
                "1.2.3+a..b",
                "1.2.3-..",
                "../1.2.3",
                "1.2.3\0",
                "\u0661.2.3",
                "9223372036854775808.0.0",
                "99999999999999999999.0.0",
            })
    void refusesWhatIsNoExactVersion(String text) {
        assertThatThrownBy(() -> ProviderVersion.parse(text)).isInstanceOf(InvalidNameException.class);
    }

    @Test
    void refusesAVersionThatIsTooLong() {
        assertThatThrownBy(() -> ProviderVersion.parse("1.0.0-" + "a".repeat(123)))
                .hasMessageContaining("at most 128");
    }

    @ParameterizedTest
    @CsvSource({
        "v1.2.3, without the v",
        "1.2.3.4, at most three numbers",
        "' 1.2.3', no blanks",
        "'', missing",
        "99999999999999999999.0.0, too large",
    })
    void saysWhatIsWrong(String text, String reason) {
        assertThatThrownBy(() -> ProviderVersion.parse(text)).hasMessageContaining(reason);
    }

    @Test
    void isNeverBuiltOfBadParts() {
        assertThatThrownBy(() -> new ProviderVersion(-1, 0, 0, "", "")).isInstanceOf(InvalidNameException.class);
        assertThatThrownBy(() -> new ProviderVersion(1, 0, 0, "a/b", "")).isInstanceOf(InvalidNameException.class);
        assertThatThrownBy(() -> new ProviderVersion(1, 0, 0, "", "..")).isInstanceOf(InvalidNameException.class);
    }

    @Test
    void ordersAsSemverDoes() {
        List<ProviderVersion> ordered = Stream.of(
                        "0.0.1",
                        "0.1.0",
                        "1.0.0-0",
                        "1.0.0-9",
                        "1.0.0-10",
                        "1.0.0-99999999999999999999998",
                        "1.0.0-99999999999999999999999",
                        "1.0.0-alpha",
                        "1.0.0-alpha.1",
                        "1.0.0-alpha.beta",
                        "1.0.0-beta",
                        "1.0.0-beta.2",
                        "1.0.0-beta.11",
                        "1.0.0-rc.1",
                        "1.0.0",
                        "1.0.0+a",
                        "1.0.0+b",
                        "1.0.1",
                        "1.2.0",
                        "1.10.0",
                        "2.0.0-a",
                        "2.0.0")
                .map(ProviderVersion::parse)
                .collect(Collectors.toList());
        List<ProviderVersion> shuffled = new ArrayList<>(ordered);
        Collections.shuffle(shuffled, new Random(1));

        assertThat(new TreeSet<>(shuffled)).containsExactlyElementsOf(ordered);
    }

    @Test
    void metadataCountForEqualityButNotForPrecedence() {
        ProviderVersion plain = ProviderVersion.parse("1.0.0");
        ProviderVersion built = ProviderVersion.parse("1.0.0+build");

        assertThat(plain.comparePrecedence(built)).isZero();
        assertThat(plain).isNotEqualTo(built).isLessThan(built);
    }

    @Test
    void knowsAPrerelease() {
        assertThat(ProviderVersion.parse("1.0.0-rc1").isPrerelease()).isTrue();
        assertThat(ProviderVersion.parse("1.0.0+rc1").isPrerelease()).isFalse();
    }
}
