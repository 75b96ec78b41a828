package org.tfmirror.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tfmirror.fuzz.Fuzz;

/** Headers that anybody may send: none is a fault, and no part is outside the body. */
class DeliveryFuzzTest {

    /** What these readers may throw: nothing. */
    private static final class Nothing extends Exception {
        private static final long serialVersionUID = 1L;
    }

    private static Fuzz fuzz(String name) {
        return Fuzz.of(name, Nothing.class);
    }

    @Test
    void ranges() {
        List<String> corpus = List.of("bytes=0-9", "bytes=10-", "bytes=-5", "BYTES=0-0", "bytes=0-1,5-6", "items=1-2");
        List<String> words = List.of("bytes=", "-", ",", "0", "999999999999999999", "\u0661", "--");
        fuzz("Range").texts(corpus, words, header -> {
            for (long length : new long[] {0, 1, 10, 1_000, Long.MAX_VALUE}) {
                Optional<RequestedRange> range = RequestedRange.parse(header, length);
                range.filter(RequestedRange::isSatisfiable).ifPresent(part -> {
                    assertThat(part.first()).isNotNegative();
                    assertThat(part.last()).isBetween(part.first(), length - 1);
                    assertThat(part.length()).isPositive();
                    assertThat(RequestedRange.parse("bytes=%d-%d".formatted(part.first(), part.last()), length))
                            .as("read again as it is meant")
                            .isEqualTo(part.last() < 1_000_000_000_000_000_000L ? range : Optional.empty());
                });
            }
        });
    }

    @Test
    void entityTags() {
        EntityTag tag = EntityTag.ofSha256("ab".repeat(32));
        List<String> corpus = List.of(tag.value(), "W/" + tag.value(), "*", "\"x\", " + tag.value());
        fuzz("If-None-Match").texts(corpus, List.of("W/", ",", "\"", "*", tag.value()), header -> {
            if (tag.isNamedBy(header)) {
                assertThat(header).containsAnyOf(tag.value(), "*");
            }
            if (tag.isUnchangedFor(header)) {
                assertThat(header.strip()).isEqualTo(tag.value());
            }
        });
    }
}
