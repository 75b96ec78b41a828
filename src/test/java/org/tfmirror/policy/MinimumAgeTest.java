package org.tfmirror.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tfmirror.provider.ProviderAddress;

class MinimumAgeTest {

    @Test
    void theFirstPatternThatMatchesCounts() {
        MinimumAge ages = MinimumAge.of(List.of("registry.terraform.io/hashicorp/*=1d", "*/trusted/*=0", "7d"));

        assertThat(ages.of(ProviderAddress.parse("hashicorp/aws"))).isEqualTo(Duration.ofDays(1));
        assertThat(ages.of(ProviderAddress.parse("trusted/aws"))).isZero();
        assertThat(ages.of(ProviderAddress.parse("acme/aws"))).isEqualTo(Duration.ofDays(7));
    }

    @Test
    void whatNoPatternMatchesComesAtOnce() {
        assertThat(MinimumAge.of(List.of("*/acme/*=12h")).of(ProviderAddress.parse("hashicorp/aws")))
                .isZero();
        assertThat(MinimumAge.of(List.of("0")).of(ProviderAddress.parse("hashicorp/aws")))
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "week", "-1d", "acme=7d", "*/acme/*=", "*/acme/*"})
    void aMalformedAgeIsRefusedByItsKey(String text) {
        assertThatThrownBy(() -> MinimumAge.of(List.of(text)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("tfmirror.policy.minimum-age: ");
    }
}
