package org.tfmirror.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class NewestOfTest {

    private static List<String> selected(String constraint, NewestOf.Limit limit, String versions) {
        List<ProviderVersion> available =
                Stream.of(versions.split(" ")).map(ProviderVersion::parse).toList();
        return new NewestOf(VersionSelector.parse(constraint), limit)
                .selectFrom(available).stream().map(ProviderVersion::toString).toList();
    }

    @Test
    void theNewestOfThoseThatMatch() {
        assertThat(selected("~> 5.0", new NewestOf.Limit(2, false), "5.1.0 6.0.0 5.10.0 5.9.0 5.11.0-rc1"))
                .containsExactly("5.10.0", "5.9.0");
    }

    @Test
    void theNewestOfEachMinor() {
        assertThat(selected(">= 5", new NewestOf.Limit(1, true), "5.1.0 5.1.2 6.1.0 5.2.0 5.1.1"))
                .containsExactly("6.1.0", "5.2.0", "5.1.2");
    }

    @Test
    void moreThanThereAreIsAll() {
        assertThat(selected("latest", new NewestOf.Limit(3, false), "1.0.0 1.1.0"))
                .containsExactly("1.1.0");
    }

    @Test
    void ofNoneThereIsNoNewest() {
        assertThatThrownBy(() -> new NewestOf.Limit(0, false))
                .isInstanceOf(InvalidNameException.class)
                .hasMessageContaining("a whole number from 1");
    }
}
