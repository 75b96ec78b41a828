package org.tfmirror.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tfmirror.provider.ProviderAddress;

class OnDemandPolicyTest {

    @Test
    void nothingIsAllowedWithoutAPattern() {
        OnDemandPolicy policy = OnDemandPolicy.of(List.of(), List.of());

        assertThat(policy.allows(ProviderAddress.parse("hashicorp/null"))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "registry.terraform.io/hashicorp/*, registry.terraform.io/hashicorp/null, true",
        "registry.terraform.io/hashicorp/*, registry.terraform.io/hashicorp-x/null, false",
        "registry.terraform.io/hashicorp/*, registry.opentofu.org/hashicorp/null, false",
        "registry.terraform.io/*/*, registry.terraform.io/acme/thing, true",
        "registry.terraform.io/*/*, registry.terraform.io:8443/acme/thing, false",
        "registry.terraform.io/*/*, private.example.com/acme/thing, false",
        "*/acme/thing, private.example.com/acme/thing, true",
        "*/acme/thing, private.example.com/acme/things, false",
        "Registry.Terraform.IO:443/HashiCorp/Null, registry.terraform.io/hashicorp/null, true",
        "*/*/*, registry.terraform.io:8443/acme/thing, true",
    })
    void aPatternAllowsWhatItNamesAndNothingElse(String pattern, String provider, boolean allowed) {
        OnDemandPolicy policy = OnDemandPolicy.of(List.of(pattern), List.of());

        assertThat(policy.allows(ProviderAddress.parse(provider))).isEqualTo(allowed);
    }

    @Test
    void whatIsDeniedIsNeverAllowed() {
        OnDemandPolicy policy =
                OnDemandPolicy.of(List.of("*/*/*", "registry.terraform.io/acme/secret"), List.of("*/acme/secret"));

        assertThat(policy.allows(ProviderAddress.parse("acme/secret"))).isFalse();
        assertThat(policy.allows(ProviderAddress.parse("acme/thing"))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*",
                "hashicorp/null",
                "registry.terraform.io/hashi*/null",
                "registry.terraform.io/hashicorp/null/x",
                "registry.terraform.io/../null",
                "10.0.0.1:0/acme/thing",
                "registry.terraform.io/acme/terraform-provider-thing",
            })
    void aMalformedPatternIsRefusedByItsKey(String pattern) {
        assertThatThrownBy(() -> OnDemandPolicy.of(List.of(), List.of(pattern)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("tfmirror.on-demand.deny: ");
    }
}
