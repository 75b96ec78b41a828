package org.tfmirror.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class S3SettingsTest {

    private static final int MIB = 1024 * 1024;
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final S3Settings SETTINGS = new S3Settings("bucket", 8 * MIB, SECOND, SECOND, false);

    @Test
    void partsGrowSoThatTenThousandAreEnough() {
        assertThat(SETTINGS.partSizeFor(OptionalLong.empty())).isEqualTo(8 * MIB);
        assertThat(SETTINGS.partSizeFor(OptionalLong.of(80_000L * MIB))).isEqualTo(8 * MIB);
        assertThat(SETTINGS.partSizeFor(OptionalLong.of(80_000L * MIB + 1))).isEqualTo(9 * MIB);
        assertThatThrownBy(() -> SETTINGS.partSizeFor(OptionalLong.of(Long.MAX_VALUE)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aWrongValueIsRefusedByItsKeysName() {
        assertThatThrownBy(() -> new S3Settings(" ", 8 * MIB, SECOND, SECOND, false))
                .hasMessageContaining("tfmirror.storage.bucket");
        assertThatThrownBy(() -> new S3Settings("bucket", MIB, SECOND, SECOND, false))
                .hasMessageContaining("tfmirror.storage.part-size")
                .hasMessageContaining("1048576");
        assertThatThrownBy(() -> new S3Settings("bucket", 8 * MIB, Duration.ZERO, SECOND, false))
                .hasMessageContaining("tfmirror.storage.request-timeout");
        assertThatThrownBy(() -> new S3Settings("bucket", 8 * MIB, SECOND, Duration.ZERO, false))
                .hasMessageContaining("tfmirror.storage.transfer-timeout");
    }
}
