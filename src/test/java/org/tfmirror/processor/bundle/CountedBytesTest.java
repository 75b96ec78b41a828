package org.tfmirror.processor.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CountedBytesTest {

    @Test
    void whatIsWrittenIsWhatIsGiven() throws Exception {
        assertThat(CountedBytes.of(out -> {
                    out.write(1);
                    out.write(new byte[] {0, 2, 3, 0}, 1, 2);
                }))
                .containsExactly(1, 2, 3);
    }

    @Test
    void contentThatChangesInBetweenIsGivenAsItIs() throws Exception {
        AtomicInteger size = new AtomicInteger(3);

        assertThat(CountedBytes.of(out -> out.write(new byte[size.getAndDecrement()])))
                .hasSize(2);
        assertThat(CountedBytes.of(out -> out.write(new byte[size.getAndIncrement()])))
                .hasSize(2);
    }
}
