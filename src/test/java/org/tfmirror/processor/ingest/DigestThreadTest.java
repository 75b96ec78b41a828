package org.tfmirror.processor.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tfmirror.processor.ScriptedOrigin;
import org.tfmirror.test.Packages;
import org.tfmirror.verify.ArchiveHashes;
import org.tfmirror.verify.ArchiveLimits;
import org.tfmirror.verify.VerificationException;
import org.tfmirror.verify.VerificationException.ArchiveTooLarge;
import org.tfmirror.verify.VerificationException.ChecksumMismatch;

/** The digest beside a transfer: the same verdicts, in the same memory for any size, and nothing left behind. */
class DigestThreadTest {

    /** More than once round the ring. */
    private static final String CONTENTS = incompressible(DigestThread.BUFFERS * DigestThread.BUFFER_SIZE * 3);

    private final byte[] archive = ScriptedOrigin.zip(Packages.number(1), CONTENTS);

    @AfterEach
    void noThreadIsLeft() {
        Thread.interrupted();
        assertThat(lanes()).isEmpty();
    }

    @Test
    void theHashesAreThoseOfTheBytesHoweverTheyAreCut() throws Exception {
        for (int cut : new int[] {1_000, 65_536, 1_000_000}) {
            try (DigestThread thread = new DigestThread(ArchiveLimits.DEFAULT)) {
                feed(thread, archive, cut);

                ArchiveHashes hashes = thread.finish(ScriptedOrigin.sha256(archive), archive.length);

                assertThat(hashes.sizeBytes()).isEqualTo(archive.length);
                assertThat(hashes.zh().value()).isEqualTo(ScriptedOrigin.sha256(archive));
            }
        }
    }

    @Test
    void aByteThatChangedIsFound() throws Exception {
        byte[] other = archive.clone();
        other[other.length / 2] ^= 1;
        try (DigestThread thread = new DigestThread(ArchiveLimits.DEFAULT)) {
            feed(thread, other, 65_536);

            assertThatThrownBy(() -> thread.finish(ScriptedOrigin.sha256(archive), archive.length))
                    .isInstanceOf(ChecksumMismatch.class);
        }
    }

    @Test
    void aBombStopsTheTransferWithoutWaitingForItsEnd() {
        byte[] bomb = ScriptedOrigin.zip(Packages.number(1), "0".repeat(20_000_000));
        ArchiveLimits limits = new ArchiveLimits(1_000_000, 100, 10);
        try (DigestThread thread = new DigestThread(limits)) {
            assertThatThrownBy(() -> {
                        for (int times = 0;
                                times < 10 * DigestThread.BUFFERS * DigestThread.BUFFER_SIZE / bomb.length;
                                times++) {
                            feed(thread, bomb, 65_536);
                        }
                    })
                    .isInstanceOf(ArchiveTooLarge.class);
        }
    }

    @Test
    void aFindingAtTheVeryEndIsThrownByFinish() throws Exception {
        ArchiveLimits limits = new ArchiveLimits(10, 100, 10);
        byte[] small = ScriptedOrigin.zip(Packages.number(1), "more than ten bytes");
        try (DigestThread thread = new DigestThread(limits)) {
            feed(thread, small, 100);

            assertThatThrownBy(() -> thread.finish(ScriptedOrigin.sha256(small), small.length))
                    .isInstanceOf(ArchiveTooLarge.class);
        }
    }

    @Test
    void aTransferThatEndsEarlyLeavesNoThread() throws Exception {
        try (DigestThread thread = new DigestThread(ArchiveLimits.DEFAULT)) {
            feed(thread, archive, 65_536);

            assertThat(lanes()).hasSize(1);
        }

        assertThat(lanes()).isEmpty();
    }

    @Test
    void anInterruptIsKeptForWhoeverReadsOrWritesNext() throws Exception {
        try (DigestThread thread = new DigestThread(ArchiveLimits.DEFAULT)) {
            Thread.currentThread().interrupt();

            feed(thread, archive, 65_536);

            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        }
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
    }

    @Test
    void theSameBuffersGoRound() throws Exception {
        Set<byte[]> seen = java.util.Collections.newSetFromMap(new java.util.IdentityHashMap<>());
        try (DigestThread thread = new DigestThread(ArchiveLimits.DEFAULT)) {
            for (int at = 0; at < archive.length; ) {
                DigestThread.Buffer buffer = thread.buffer();
                seen.add(buffer.bytes());
                int length = Math.min(buffer.room(), archive.length - at);
                System.arraycopy(archive, at, buffer.bytes(), buffer.position(), length);
                thread.added(length);
                at += length;
            }
        }
        assertThat(seen).hasSizeLessThanOrEqualTo(DigestThread.BUFFERS);
    }

    private static void feed(DigestThread thread, byte[] bytes, int cut) throws VerificationException {
        for (int at = 0; at < bytes.length; ) {
            DigestThread.Buffer buffer = thread.buffer();
            int length = Math.min(Math.min(buffer.room(), cut), bytes.length - at);
            System.arraycopy(bytes, at, buffer.bytes(), buffer.position(), length);
            thread.added(length);
            at += length;
        }
    }

    private static Set<String> lanes() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(Thread::isAlive)
                .map(Thread::getName)
                .filter(name -> name.startsWith("tfmirror-digest-"))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static String incompressible(int length) {
        StringBuilder text = new StringBuilder(length);
        new java.util.SplittableRandom(1).ints(length, 'a', 'z' + 1).forEach(each -> text.append((char) each));
        return text.toString();
    }
}
