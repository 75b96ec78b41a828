package org.tfmirror.demand.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The last bytes of a stream. */
class ByteWindowTest {

    private final ByteWindow window = new ByteWindow(10);

    private static byte[] bytes(int from, int to) {
        byte[] bytes = new byte[to - from];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (from + i);
        }
        return bytes;
    }

    private void add(int from, int to) {
        window.add(bytes(from, to), 0, to - from);
    }

    @Test
    void theOldestBytesMakeRoom() {
        add(0, 7);
        assertThat(window.has(0)).isTrue();
        add(7, 13);

        assertThat(window.start()).isEqualTo(3);
        assertThat(window.has(2)).isFalse();
        assertThat(window.has(13)).isFalse();
        assertThat(window.copy(3, 13, 100)).isEqualTo(bytes(3, 13));
    }

    @Test
    void moreThanThereIsRoomForKeepsTheLast() {
        add(0, 25);

        assertThat(window.copy(15, 25, 100)).isEqualTo(bytes(15, 25));
    }

    @Test
    void aCopyEndsAtTheLimitAndWhereItIsToEnd() {
        add(0, 10);

        assertThat(window.copy(2, 9, 3)).isEqualTo(bytes(2, 5));
        assertThat(window.copy(2, 4, 100)).isEqualTo(bytes(2, 4));
    }

    @Test
    void whatIsForgottenIsWrittenAnew() {
        add(0, 10);
        window.truncate(6);
        assertThat(window.end()).isEqualTo(6);
        add(6, 12);

        assertThat(window.copy(2, 12, 100)).isEqualTo(bytes(2, 12));
    }

    @Test
    void ofASmallerOneTheLastBytesStayWhereTheyWere() {
        add(0, 25);
        ByteWindow last = window.last(4);

        assertThat(last.has(20)).isFalse();
        assertThat(last.copy(21, 25, 100)).isEqualTo(bytes(21, 25));
        assertThat(window.last(100).copy(15, 25, 100)).isEqualTo(bytes(15, 25));
    }

    @Test
    void piecesOfAnySizeGiveTheSameBytes() {
        Random random = new Random(7);
        byte[] all = new byte[1_000];
        random.nextBytes(all);
        for (int at = 0; at < all.length; ) {
            int count = Math.min(all.length - at, random.nextInt(16));
            window.add(all, at, count);
            at += count;
            assertThat(window.copy(window.start(), window.end(), 100))
                    .isEqualTo(Arrays.copyOfRange(all, (int) window.start(), at));
        }
    }
}
