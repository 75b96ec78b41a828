package org.tfmirror.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.tfmirror.fuzz.Fuzz;

/** A name is read or refused, never more; what was read is written and read again as the same. */
class ProviderFuzzTest {

    private static Fuzz fuzz(String name) {
        return Fuzz.of(name, InvalidNameException.class);
    }

    @Test
    void addresses() {
        List<String> corpus = List.of(
                "hashicorp/aws",
                "registry.terraform.io/hashicorp/aws",
                "localhost:8443/acme/a-b-c",
                "A.B/Hashi_Corp/x1");
        List<String> words = List.of("xn--", "terraform-", "terraform-provider-", "@", ":65536", ".", "--", "[::1]");
        fuzz("address").texts(corpus, words, text -> {
            ProviderAddress address = ProviderAddress.parse(text);

            assertThat(ProviderAddress.parse(address.toString())).isEqualTo(address);
            assertThat(address.toString()).isEqualTo(address.toString().toLowerCase(Locale.ROOT));
            assertThat(address.namespace() + address.type()).doesNotContain(".", "/", "%", "\\");
            assertThat(address.type()).doesNotContain("_");
        });
    }

    @Test
    void versions() {
        List<String> corpus = List.of("1.2.3", "0.0.1-beta.1+build.5", "1.2", "7", "1.0.0-rc1", "10.20.30+a.b-c");
        List<String> words = List.of("-", "+", ".", "v", "x", "*", "01", "-0.a", "9223372036854775808");
        fuzz("version").texts(corpus, words, text -> {
            ProviderVersion version = ProviderVersion.parse(text);

            assertThat(ProviderVersion.parse(version.toString())).isEqualTo(version);
            assertThat(version.toString()).matches("[0-9A-Za-z.+-]+").hasSizeLessThan(200);
            assertThat(VersionConstraint.parse(version.toString()).exact()).contains(version);
        });
    }

    @Test
    void constraints() {
        List<String> corpus = List.of(
                "1.2.3", "~> 3.5", "~> 1.2.3", ">= 1.0.0, != 1.4.1, < 2", "= 1.0.0-beta1", ">1, <=2.0.0+x", "~>1");
        List<String> words = List.of(", ", ",", "~> ", ">= ", "!= ", "= ", "=>", "||", "*", "x", "v1", "-a", "+b");
        fuzz("constraint").texts(corpus, words, text -> {
            VersionConstraint constraint = VersionConstraint.parse(text);

            VersionConstraint again = VersionConstraint.parse(constraint.toString());
            assertThat(again.toString()).isEqualTo(constraint.toString());
            for (String sample : VersionConstraintOracleTest.SAMPLES) {
                ProviderVersion version = ProviderVersion.parse(sample);
                assertThat(again.allows(version)).as(sample).isEqualTo(constraint.allows(version));
            }
        });
    }

    @Test
    void platforms() {
        fuzz("platform").texts(List.of("linux_amd64", "windows_386"), List.of("_", "_v2", "linux", "/"), text -> {
            Platform platform = Platform.parse(text);

            assertThat(Platform.parse(platform.toString())).isEqualTo(platform).hasToString(text);
        });
    }

    @Test
    void hashes() {
        List<String> corpus = List.of("zh:" + "0a".repeat(32), "h1:cz3jsL5obq64DIgy2VcW4oGXrhiLWr7oJViB9l03pG8=");
        fuzz("hash").texts(corpus, List.of("h1:", "zh:", "=", "h2:"), text -> {
            assertThat(PackageHash.parse(text)).hasToString(text);
        });
    }
}
