package org.tfmirror.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackageTest {

    private static final String SHA256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    @Test
    void namesItsArchiveAsTerraformDoes() {
        PackageId id = new PackageId(
                ProviderAddress.parse("HashiCorp/AWS"), ProviderVersion.parse("5.31"), Platform.parse("linux_amd64"));

        assertThat(id.archiveName()).isEqualTo("terraform-provider-aws_5.31.0_linux_amd64.zip");
        assertThat(id).hasToString("registry.terraform.io/hashicorp/aws 5.31.0 linux_amd64");
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.31.0", "1.0.0-beta.1", "1.0.0+build-7", "0.0.1-rc1+5"})
    void isFoundByItsArchivesName(String version) {
        PackageId id = new PackageId(
                ProviderAddress.parse("acme/cloud-tool"),
                ProviderVersion.parse(version),
                Platform.parse("linux_amd64"));

        assertThat(PackageId.ofArchiveName(id.provider(), id.archiveName())).contains(id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".zip",
                "terraform-provider-aws",
                "terraform-provider-aws_.zip",
                "terraform-provider-aws_5.31.0.zip",
                "terraform-provider-aws_5.31.0_linux.zip",
                "terraform-provider-aws_5.31.0_linux_amd64",
                "terraform-provider-aws_5.31_linux_amd64.zip",
                "terraform-provider-aws_v5.31.0_linux_amd64.zip",
                "terraform-provider-aws_5.31.0_Linux_amd64.zip",
                "terraform-provider-aws_5.31.0_linux_amd64_v2.zip",
                "terraform-provider-aws_5.31.0_linux_.zip",
                "terraform-provider-awscc_5.31.0_linux_amd64.zip",
                "terraform-provider-google_5.31.0_linux_amd64.zip"
            })
    void isNotFoundByAnyOtherName(String name) {
        assertThat(PackageId.ofArchiveName(ProviderAddress.parse("hashicorp/aws"), name))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"linux_amd64", "darwin_arm64", "windows_386", "freebsd_arm"})
    void readsAPlatform(String text) {
        assertThat(Platform.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "linux",
                "_",
                "linux_",
                "_amd64",
                "linux/amd64",
                "linux_amd64_v2",
                "Linux_amd64",
                "linux-amd64",
                "linux_amd64 ",
                "linux_../x",
                "linux_amd64\n",
                "linux_amd\0"
            })
    void refusesWhatIsNoPlatform(String text) {
        assertThatThrownBy(() -> Platform.parse(text)).isInstanceOf(InvalidNameException.class);
    }

    @Test
    void readsAndPrintsHashes() {
        String h1 = "h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";

        assertThat(PackageHash.parse(h1)).hasToString(h1);
        assertThat(PackageHash.parse("zh:" + SHA256)).isEqualTo(PackageHash.ofSha256(SHA256.toUpperCase(Locale.ROOT)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "zh:",
                "h1:",
                "zh:abc",
                SHA256,
                "zh:" + SHA256 + "00",
                "ZH:" + SHA256,
                "md5:" + SHA256,
                "h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU",
                "h1:47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU="
            })
    void refusesWhatIsNoHash(String text) {
        assertThatThrownBy(() -> PackageHash.parse(text)).isInstanceOf(InvalidNameException.class);
    }
}
