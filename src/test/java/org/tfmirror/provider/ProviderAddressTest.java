package org.tfmirror.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProviderAddressTest {

    @ParameterizedTest
    @CsvSource({
        "hashicorp/aws, registry.terraform.io/hashicorp/aws",
        "HashiCorp/AWS, registry.terraform.io/hashicorp/aws",
        "registry.OpenTofu.org/hashicorp/random, registry.opentofu.org/hashicorp/random",
        "a/b, registry.terraform.io/a/b",
        "1-2/3, registry.terraform.io/1-2/3",
        "localhost:8444/acme/demo, localhost:8444/acme/demo",
        "127.0.0.1:1/acme/demo, 127.0.0.1:1/acme/demo",
        "example.com:65535/acme/demo-two, example.com:65535/acme/demo-two",
        "terraform.io/acme/builtin, terraform.io/acme/builtin",
        "hashicorp/terraform, registry.terraform.io/hashicorp/terraform",
    })
    void readsAnAddressInCanonicalForm(String text, String canonical) {
        assertThat(ProviderAddress.parse(text)).hasToString(canonical);
    }

    @Test
    void takesTheDefaultHostnameItIsGiven() {
        assertThat(ProviderAddress.parse("acme/demo", "Mirror.Example.com").hostname())
                .isEqualTo("mirror.example.com");
    }

    @Test
    void tellsTheSameNameOnTwoRegistriesApart() {
        assertThat(ProviderAddress.parse("registry.opentofu.org/hashicorp/aws"))
                .isNotEqualTo(ProviderAddress.parse("hashicorp/aws"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "aws",
                "/",
                "//",
                "/aws",
                "hashicorp/",
                "/hashicorp/aws",
                "a/b/c/d",
                "../..",
                "../../aws",
                "%2e%2e/aws",
                "hashicorp/%2e%2e",
                "hashicorp/a_ws",
                "hashi_corp/a_ws",
                "_-/aws",
                "hashi_--corp/aws",
                "hashi--corp/aws",
                "-hashicorp/aws",
                "hashicorp-/aws",
                "hashicorp/-aws",
                "hashicorp/aws-",
                "hashi.corp/aws",
                "hashicorp/aws.",
                "hashicorp/a ws",
                " hashicorp/aws",
                "hashicorp/aws ",
                "hashicorp/aws\0",
                "hashi\0corp/aws",
                "hashicorp/aws\r\n",
                "hashicorp\n/aws",
                "xn--fsq/aws",
                "hashicorp/xn--fsq",
                "XN--fsq/aws",
                "xn--fsq.example/hashicorp/aws",
                "registry.xn--fsq/hashicorp/aws",
                "-/aws",
                "registry.terraform.io/-/aws",
                "terraform.io/builtin/terraform",
                "Terraform.IO/Builtin/terraform",
                "hashicorp/terraform-aws",
                "hashicorp/terraform-",
                "hashicorp/terraform-provider-",
                "user@example.com/hashicorp/aws",
                "user:secret@example.com/hashicorp/aws",
                ".example.com/hashicorp/aws",
                "example..com/hashicorp/aws",
                "example.com./hashicorp/aws",
                "exa_mple.com/hashicorp/aws",
                "-example.com/hashicorp/aws",
                "example-.com/hashicorp/aws",
                "example.com:/hashicorp/aws",
                "example.com:0/hashicorp/aws",
                "example.com:080/hashicorp/aws",
                "example.com:65536/hashicorp/aws",
                "example.com:99999999999/hashicorp/aws",
                "example.com:+1/hashicorp/aws",
                "example.com:80:80/hashicorp/aws",
                "[::1]/hashicorp/aws",
                "[::1]:443/hashicorp/aws",
                "::1/hashicorp/aws",
                ":443/hashicorp/aws",
                "https:/hashicorp/aws",
                "https://registry.terraform.io/hashicorp/aws",
                "hashi\u212Aorp/aws",
                "h\u00E4shicorp/aws",
                "hashicorp/aws\u202E",
            })
    void refusesWhatIsNoAddress(String text) {
        assertThatThrownBy(() -> ProviderAddress.parse(text)).isInstanceOf(InvalidNameException.class);
    }

    @Test
    void refusesPartsThatAreTooLong() {
        String longest = "a".repeat(64);
        String label = "a".repeat(63);

        assertThat(ProviderAddress.parse(longest + "/" + longest).type()).hasSize(64);
        assertThat(new ProviderAddress(label + ".com", "a", "b").hostname()).hasSize(67);
        assertThatThrownBy(() -> ProviderAddress.parse("a" + longest + "/aws")).hasMessageContaining("at most 64");
        assertThatThrownBy(() -> new ProviderAddress("a" + label + ".com", "a", "b"))
                .isInstanceOf(InvalidNameException.class);
        assertThatThrownBy(() -> new ProviderAddress("a.".repeat(127) + "com", "a", "b"))
                .hasMessageContaining("253");
    }

    @Test
    void namesTheTypeThatWasMeant() {
        assertThatThrownBy(() -> ProviderAddress.parse("hashicorp/terraform-provider-aws"))
                .isInstanceOf(InvalidNameException.class)
                .hasMessageContaining("did you mean \"aws\"?");
    }

    @Test
    void isNeverBuiltOfUpperCaseParts() {
        assertThatThrownBy(() -> new ProviderAddress("example.com", "Acme", "demo"))
                .isInstanceOf(InvalidNameException.class);
        assertThatThrownBy(() -> new ProviderAddress("Example.com", "acme", "demo"))
                .isInstanceOf(InvalidNameException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "registry.terraform.io, true, false",
        "3com.example, true, false",
        "1.2.3.example, true, false",
        "registry.terraform.io:443, false, true",
        "localhost, false, false",
        "localhost:8444, false, true",
        "registry.localhost, false, false",
        "intranet, false, false",
        "127.0.0.1, false, false",
        "10.1, false, false",
        "0x7f.0x1, false, false",
        "2130706433, false, false",
        "127.0.0.1:8443, false, true",
    })
    void saysWhetherTheHostnameIsAPublicName(String hostname, boolean isPublic, boolean hasPort) {
        ProviderAddress address = new ProviderAddress(hostname, "acme", "demo");

        assertThat(address.isPublicName()).isEqualTo(isPublic);
        assertThat(address.hasPort()).isEqualTo(hasPort);
    }

    @Test
    void messagesShowNoControlCharacters() {
        assertThatThrownBy(() -> ProviderAddress.parse("hashicorp/a\n\u001b[31mws"))
                .message()
                .doesNotContain("\n", "\u001b");
    }

    @Test
    void sortsByItsText() {
        assertThat(ProviderAddress.parse("a/c"))
                .isGreaterThan(ProviderAddress.parse("a/b"))
                .isLessThan(ProviderAddress.parse("b/a"));
    }
}
