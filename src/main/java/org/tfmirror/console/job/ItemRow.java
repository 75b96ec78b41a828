package org.tfmirror.console.job;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.tfmirror.console.page.Amounts;
import org.tfmirror.console.page.Moment;
import org.tfmirror.job.progress.JobItems.ItemProgress;
import org.tfmirror.live.ItemEvent;

/**
 * An item of a job as a row.
 *
 * @param percent of the bytes that its download will bring; null where that is not known
 * @param amounts bytes, in words
 * @param speed rate and time left, in words; null where it does not run
 * @param advice what to do about the error
 */
public record ItemRow(
        long id,
        String source,
        String version,
        String platform,
        String status,
        int attempts,
        @Nullable Integer percent,
        String amounts,
        @Nullable String speed,
        @Nullable Moment nextAttempt,
        @Nullable String errorCode,
        @Nullable String errorMessage,
        @Nullable String advice) {

    static ItemRow of(ItemProgress item, Instant now) {
        return new ItemRow(
                item.id(),
                JobRow.shortSource(item.stored().source()),
                item.stored().version(),
                item.stored().platform(),
                item.status().wireName(),
                item.attempts(),
                percent(item.downloadedBytes(), item.expectedBytes()),
                amounts(item.sizeBytes(), item.downloadedBytes(), item.expectedBytes()),
                null,
                Moment.of(item.nextAttemptAt(), now),
                item.errorCode(),
                item.errorMessage(),
                Advice.of(item.errorCode()));
    }

    static ItemRow of(ItemEvent item, Instant now) {
        return new ItemRow(
                item.id(),
                JobRow.shortSource(item.source()),
                item.version(),
                item.platform(),
                item.status(),
                item.attempts(),
                percent(item.downloadedBytes(), item.expectedBytes()),
                amounts(item.sizeBytes(), item.downloadedBytes(), item.expectedBytes()),
                speed(item.bytesPerSecond(), item.secondsLeft()),
                Moment.of(item.nextAttemptAt(), now),
                item.errorCode(),
                item.errorMessage(),
                Advice.of(item.errorCode()));
    }

    private static @Nullable Integer percent(long downloaded, @Nullable Long expected) {
        return expected == null || expected == 0 ? null : (int) Math.min(100, downloaded * 100 / expected);
    }

    private static String amounts(@Nullable Long size, long downloaded, @Nullable Long expected) {
        if (size != null) {
            return Amounts.bytes(size);
        }
        if (downloaded == 0) {
            return "";
        }
        return expected == null
                ? Amounts.bytes(downloaded)
                : Amounts.bytes(downloaded) + " of " + Amounts.bytes(expected);
    }

    private static @Nullable String speed(@Nullable Long rate, @Nullable Long left) {
        if (rate == null) {
            return null;
        }
        String speed = Amounts.bytes(rate) + "/s";
        return left == null ? speed : speed + ", " + Amounts.duration(left) + " left";
    }

    public boolean downloading() {
        return status.equals("downloading");
    }

    /** Put back after a fault: the word is not that of one that has not begun. */
    public String state() {
        return status.equals("pending") && errorCode != null ? "waiting" : status;
    }
}
