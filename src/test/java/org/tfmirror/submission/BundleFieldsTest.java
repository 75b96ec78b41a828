package org.tfmirror.submission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tfmirror.web.InvalidRequestException;

/** How large a part may become. */
class BundleFieldsTest {

    @ParameterizedTest
    @CsvSource({
        "1M, 1048576",
        "1048576, 1048576",
        "1024k, 1048576",
        "4G, 4294967296",
        "999999999999T, 4611686018427387903"
    })
    void aSizeIsANumberOfBytes(String text, long bytes) {
        assertThat(BundleFields.partSize(text, 7)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"12", "1K", "1023K", "1048575"})
    void aSizeThatMakesAPartOfEachPackageIsRefused(String text) {
        assertThatThrownBy(() -> BundleFields.partSize(text, 7))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("field=part_size, message=at least 1M;");
    }

    @Test
    void withoutASizeItIsTheConfiguredOne() {
        assertThat(BundleFields.partSize(null, 7)).isEqualTo(7);
    }
}
