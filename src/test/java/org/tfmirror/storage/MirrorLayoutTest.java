package org.tfmirror.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.Platform;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.provider.ProviderVersion;

class MirrorLayoutTest {

    private static final String ARCHIVE =
            "registry.terraform.io/hashicorp/google-beta/terraform-provider-google-beta_5.1.0-rc.1+b2_linux_amd64.zip";

    private static PackageId id() {
        return new PackageId(
                ProviderAddress.parse("hashicorp/google-beta"),
                ProviderVersion.parse("5.1.0-rc.1+b2"),
                Platform.parse("linux_amd64"));
    }

    @Test
    void aBucketIsAPackedFilesystemMirror() {
        assertThat(MirrorLayout.atTop().keyOf(id()).value()).isEqualTo(ARCHIVE);
        assertThat(MirrorLayout.under("").keyOf(id()).value()).isEqualTo(ARCHIVE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"team/mirror", "/team/mirror/", "team/mirror/"})
    void aPrefixComesFirstHoweverItsSlashesAreWritten(String prefix) {
        assertThat(MirrorLayout.under(prefix).keyOf(id()).value()).isEqualTo("team/mirror/" + ARCHIVE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "a/../b", "a//b", "a b", "a\nb", ".hidden", "ä"})
    void aPrefixThatIsNoPathIsRefusedByTheKeysName(String prefix) {
        assertThatThrownBy(() -> MirrorLayout.under(prefix))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("tfmirror.storage.prefix");
    }

    @Test
    void aLayoutCoversItsOwnKeysAndNoOthers() {
        MirrorLayout layout = MirrorLayout.under("mirror");

        assertThat(layout.covers("mirror/" + ARCHIVE)).isTrue();
        assertThat(layout.covers(ARCHIVE)).isFalse();
        assertThat(layout.covers("mirrored/" + ARCHIVE)).isFalse();
        assertThat(layout.covers("mirror/" + ARCHIVE + ".part")).isFalse();
        assertThat(layout.covers("mirror/x/" + ARCHIVE)).isFalse();
        assertThat(layout.covers("mirror/h/n/aws/terraform-provider-random_1.0.0_linux_amd64.zip"))
                .isFalse();
        assertThat(MirrorLayout.atTop().covers(ARCHIVE)).isTrue();
        assertThat(MirrorLayout.atTop().covers("backup.zip")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/a", "a/", "a//b", "a/../b", "..", "a/.", "a\nb", "a\u0000"})
    void aKeyIsAPathThatStaysBelowItsBucket(String key) {
        assertThatThrownBy(() -> new StorageKey(key)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aKeyHasAtMost1024Bytes() {
        assertThat(new StorageKey("ä".repeat(512)).value()).hasSize(512);
        assertThatThrownBy(() -> new StorageKey("ä".repeat(512) + "a")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aRangeIsWrittenAsHttpHasIt() {
        assertThat(new ByteRange(0, 99)).hasToString("bytes=0-99");
        assertThat(ByteRange.from(100)).hasToString("bytes=100-");
        assertThatThrownBy(() -> new ByteRange(-1, 5)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ByteRange(5, 4)).isInstanceOf(IllegalArgumentException.class);
    }
}
