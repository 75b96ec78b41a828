package org.tfmirror.origin.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;
import static org.tfmirror.origin.client.SampleRegistry.ARCHIVE;
import static org.tfmirror.origin.client.SampleRegistry.CONTENT;
import static org.tfmirror.origin.client.SampleRegistry.metadataJson;
import static org.tfmirror.origin.client.UpstreamFaultsTest.fault;

import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tfmirror.origin.ArchiveStream;
import org.tfmirror.origin.OriginException;
import org.tfmirror.origin.OriginException.Aborted;
import org.tfmirror.origin.OriginException.NotFound;
import org.tfmirror.origin.OriginException.PackageChanged;
import org.tfmirror.origin.OriginException.Refused;
import org.tfmirror.origin.OriginException.Stalled;
import org.tfmirror.origin.OriginException.TooLarge;
import org.tfmirror.origin.OriginException.TransferCut;
import org.tfmirror.test.OwnThread;

class ResumingArchiveStreamTest {

    private static final int HALF = CONTENT.length / 2;

    @TempDir
    Path directory;

    private final CountDownLatch release = new CountDownLatch(1);
    private SampleRegistry registry;

    @BeforeEach
    void start() {
        registry = new SampleRegistry(directory);
    }

    @AfterEach
    void stop() {
        release.countDown();
        registry.close();
    }

    /** How often the archive was asked for after the first time. */
    private int resumes() {
        return registry.origin.asked(ARCHIVE).size() - 1;
    }

    @Test
    void streamsTheBytes() throws OriginException {
        try (ArchiveStream stream = open()) {
            assertThat(stream.expectedLength()).isEqualTo(CONTENT.length);
            assertThat(readAll(stream)).isEqualTo(CONTENT);
            assertThat(resumes()).isZero();
            assertThat(stream.read(new byte[1], 0, 1)).as("at the end it stays").isEqualTo(-1);
        }
    }

    @Test
    void streamsTheBytesWhereTheirNumberIsNotAnnounced() throws OriginException {
        archive(Reply.chunked(CONTENT));

        try (ArchiveStream stream = open()) {
            assertThat(stream.expectedLength()).isEqualTo(-1);
            assertThat(readAll(stream)).isEqualTo(CONTENT);
        }
    }

    @Test
    void theRegistrysSizeIsTheLengthWhereTheOriginAnnouncesNone() throws OriginException {
        archive(Reply.chunked(CONTENT));
        packageSize(CONTENT.length);

        try (ArchiveStream stream = open()) {
            assertThat(stream.expectedLength()).isEqualTo(CONTENT.length);
            assertThat(readAll(stream)).isEqualTo(CONTENT);
        }
    }

    @Test
    void goesOnWhereItWasCut() throws OriginException {
        archive(tagged(Reply.cutAfter(HALF, CONTENT)), tagged(Reply.rest(CONTENT)));

        try (ArchiveStream stream = open()) {
            assertThat(readAll(stream)).isEqualTo(CONTENT);
            assertThat(resumes()).isEqualTo(1);
        }
        TestOrigin.Asked resume = registry.origin.asked(ARCHIVE).get(1);
        assertThat(resume.headers().getFirst("Range")).isEqualTo("bytes=" + HALF + "-");
        assertThat(resume.headers().getFirst("If-Range")).isEqualTo("\"one\"");
    }

    @Test
    void goesOnAsLongAsThereIsProgress() throws OriginException {
        int part = (int) ResumingArchiveStream.PROGRESS;
        byte[] content = Arrays.copyOf(CONTENT, 6 * part);
        archive(tagged(Reply.cutAfter(part, content)), tagged(Reply.rest(content, part)));

        try (ArchiveStream stream = open()) {
            assertThat(readAll(stream)).isEqualTo(content);
            assertThat(resumes()).isEqualTo(5);
        }
    }

    @Test
    void aCutBodyWithoutAnAnnouncedLengthGoesOnToo() throws OriginException {
        archive(tagged(Reply.chunkedCutAfter(HALF, CONTENT)), tagged(Reply.rest(CONTENT)));

        try (ArchiveStream stream = open()) {
            assertThat(readAll(stream)).isEqualTo(CONTENT);
            assertThat(stream.expectedLength()).as("learnt from the resume").isEqualTo(CONTENT.length);
        }
    }

    @Test
    void aBodyShorterThanTheRegistrysSizeIsResumed() throws OriginException {
        archive(tagged(Reply.chunked(Arrays.copyOf(CONTENT, HALF))), tagged(Reply.rest(CONTENT)));
        packageSize(CONTENT.length);

        try (ArchiveStream stream = open()) {
            assertThat(readAll(stream)).isEqualTo(CONTENT);
        }
    }

    @Test
    void aCutAfterTheLastByteIsNoCut() throws OriginException {
        archive(Reply.chunkedCutAfter(CONTENT.length, CONTENT));
        packageSize(CONTENT.length);

        try (ArchiveStream stream = open()) {
            assertThat(readAll(stream)).isEqualTo(CONTENT);
        }
    }

    @Test
    void resumesThroughTheRegistrysUrlNotTheSignedOneBehindIt() throws OriginException {
        archive(Reply.redirect("/signed?1"), Reply.redirect("/signed?2"));
        registry.origin.on("/signed", tagged(Reply.cutAfter(HALF, CONTENT)), tagged(Reply.rest(CONTENT)));

        try (ArchiveStream stream = open()) {
            assertThat(readAll(stream)).isEqualTo(CONTENT);
        }
        assertThat(registry.origin.asked(ARCHIVE)).hasSize(2);
    }

    @Test
    void resumingWithoutProgressIsGivenUp() throws OriginException {
        archive(tagged(Reply.cutAfter(HALF, CONTENT)), tagged(Reply.rest(CONTENT, 1)));

        try (ArchiveStream stream = open()) {
            assertThat(fault(() -> readAll(stream))).isExactlyInstanceOf(TransferCut.class);
            assertThat(resumes()).isEqualTo(ResumingArchiveStream.FRUITLESS_RESUMES);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"W/\"one\"", "one", "\"o\"ne\"", "\""})
    void withoutAStrongValidatorACutIsTransient(String etag) throws OriginException {
        archive(
                Reply.cutAfter(HALF, CONTENT).with("ETag", etag),
                Reply.rest(CONTENT).with("ETag", etag));

        try (ArchiveStream stream = open()) {
            assertThat(fault(() -> readAll(stream)))
                    .isExactlyInstanceOf(TransferCut.class)
                    .returns(true, OriginException::isTransient);
            assertThat(resumes()).isZero();
        }
    }

    static Stream<Arguments> badContinuations() {
        byte[] rest = Arrays.copyOfRange(CONTENT, HALF, CONTENT.length);
        int last = CONTENT.length - 1;
        return Stream.of(
                arguments("the whole again", Reply.bytes(CONTENT)),
                arguments("cannot", Reply.status(416)),
                arguments("no range", Reply.partial(rest, Map.of())),
                arguments("other first", range(rest, "bytes %d-%d/%d".formatted(HALF - 1, last, last + 1))),
                arguments("other last", range(rest, "bytes %d-%d/%d".formatted(HALF, last - 1, last + 1))),
                arguments("other total", range(rest, "bytes %d-%d/%d".formatted(HALF, last + 1, last + 2))),
                arguments(
                        "other length",
                        range(Arrays.copyOf(rest, 9), "bytes %d-%d/%d".formatted(HALF, last, last + 1))),
                arguments("other unit", range(rest, "items %d-%d/%d".formatted(HALF, last, last + 1))),
                arguments("unknown total", range(rest, "bytes %d-%d/*".formatted(HALF, last))),
                arguments("enormous", range(rest, "bytes %d-%d/99999999999999999999".formatted(HALF, last))),
                arguments(
                        "many parts", Reply.partial(rest, Map.of("Content-Type", "multipart/byteranges; boundary=x"))),
                arguments("other bytes", Reply.rest(CONTENT).with("ETag", "\"two\"")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badContinuations")
    void aContinuationThatDoesNotFitIsTransient(String name, Reply continuation) throws OriginException {
        archive(tagged(Reply.cutAfter(HALF, CONTENT)), continuation);

        try (ArchiveStream stream = open()) {
            assertThat(fault(() -> readAll(stream)))
                    .isExactlyInstanceOf(TransferCut.class)
                    .returns(true, OriginException::isTransient);
            assertThat(fault(() -> stream.read(new byte[1], 0, 1)))
                    .as("no byte of it is ever read")
                    .isExactlyInstanceOf(TransferCut.class);
        }
    }

    @Test
    void anOriginThatIsGoneWhenAskedToGoOnIsItsOwnCause() throws OriginException {
        archive(tagged(Reply.cutAfter(HALF, CONTENT)), Reply.status(404));

        try (ArchiveStream stream = open()) {
            assertThat(fault(() -> readAll(stream))).isExactlyInstanceOf(NotFound.class);
        }
    }

    @Test
    void anExpiredSignedUrlIsResolvedAnewOnce() throws OriginException {
        registry.origin
                .on(
                        SampleRegistry.PACKAGE,
                        Reply.json(metadataJson("download_url", "\"/signed/old\"")),
                        Reply.json(metadataJson("download_url", "\"/signed/new\"")))
                .on("/signed/old", Reply.status(403))
                .on("/signed/new", Reply.bytes(CONTENT));

        try (ArchiveStream stream = open()) {
            assertThat(readAll(stream)).isEqualTo(CONTENT);
        }
        assertThat(registry.origin.asked(SampleRegistry.PACKAGE)).hasSize(2);
    }

    @Test
    void aSignedUrlThatExpiresWithinTheTransferIsResolvedAnewToo() throws OriginException {
        registry.origin
                .on(
                        SampleRegistry.PACKAGE,
                        Reply.json(metadataJson("download_url", "\"/signed/old\"")),
                        Reply.json(metadataJson("download_url", "\"/signed/new\"")))
                .on("/signed/old", tagged(Reply.cutAfter(HALF, CONTENT)), Reply.status(403))
                .on("/signed/new", tagged(Reply.rest(CONTENT)));

        try (ArchiveStream stream = open()) {
            assertThat(readAll(stream)).isEqualTo(CONTENT);
        }
    }

    @Test
    void aUrlThatStaysForbiddenIsPermanent() {
        archive(Reply.status(403));

        assertThat(fault(this::open)).isExactlyInstanceOf(Refused.class);
        assertThat(registry.origin.asked(ARCHIVE)).hasSize(2);
    }

    @Test
    void aPackageThatChangedMeanwhileIsNotMixedWithTheOld() {
        archive(Reply.status(403));
        registry.origin.on(
                SampleRegistry.PACKAGE,
                Reply.json(metadataJson()),
                Reply.json(metadataJson("shasum", "\"" + "f".repeat(64) + "\"")));

        assertThat(fault(this::open))
                .isExactlyInstanceOf(PackageChanged.class)
                .returns(true, OriginException::isTransient);
    }

    @Test
    void anAnnouncedLengthOverTheLimitIsPermanent() {
        registry.configured(Map.of("max-archive-size", "1K"));

        assertThat(fault(this::open)).isExactlyInstanceOf(TooLarge.class);
    }

    @Test
    void anUnannouncedLengthOverTheLimitIsPermanent() throws OriginException {
        registry.configured(Map.of("max-archive-size", "1K"));
        archive(Reply.chunked(CONTENT));

        try (ArchiveStream stream = open()) {
            assertThat(fault(() -> readAll(stream))).isExactlyInstanceOf(TooLarge.class);
        }
    }

    @Test
    void moreBytesThanTheRegistrySaysArePermanent() throws OriginException {
        archive(Reply.chunked(CONTENT));
        packageSize(CONTENT.length - 1);

        try (ArchiveStream stream = open()) {
            assertThat(fault(() -> readAll(stream)))
                    .isExactlyInstanceOf(TooLarge.class)
                    .returns(false, OriginException::isTransient);
        }
    }

    @Test
    void aResumeThatRevealsAnotherSizeOverTheLimitIsPermanent() throws OriginException {
        registry.configured(Map.of("max-archive-size", "400K"));
        archive(tagged(Reply.chunkedCutAfter(HALF, CONTENT)), tagged(Reply.rest(CONTENT)));

        try (ArchiveStream stream = open()) {
            assertThat(fault(() -> readAll(stream))).isExactlyInstanceOf(TooLarge.class);
        }
    }

    @Test
    void aContentLengthOtherThanTheRegistrysSizeIsTold() throws OriginException {
        packageSize(CONTENT.length + 1);

        try (ArchiveStream stream = open()) {
            assertThat(stream.expectedLength()).isEqualTo(CONTENT.length); // for the caller to compare
        }
    }

    @Test
    void aStallIsTransientAndNotResumed() throws OriginException {
        registry.configured(Map.of("stall-timeout", "300ms"));
        archive(tagged(Reply.stallAfter(HALF, CONTENT, release)));

        try (ArchiveStream stream = open()) {
            assertThat(fault(() -> readAll(stream)))
                    .isExactlyInstanceOf(Stalled.class)
                    .returns(true, OriginException::isTransient);
        }
    }

    @Test
    void abortingMakesABlockedReadFailAtOnce() throws Exception {
        archive(tagged(Reply.stallAfter(HALF, CONTENT, release)));
        try (ArchiveStream stream = open()) {
            stream.read(new byte[HALF], 0, HALF);
            AtomicReference<Thread> reader = new AtomicReference<>();
            CompletableFuture<OriginException> reading = OwnThread.supply(() -> {
                reader.set(Thread.currentThread());
                return fault(() -> readAll(stream));
            });
            Awaitility.await().until(() -> isBlockedInSocket(reader.get()));

            stream.abort();

            Awaitility.await().atMost(Duration.ofSeconds(10)).until(reading::isDone);
            assertThat(reading.get())
                    .isExactlyInstanceOf(Aborted.class)
                    .returns(true, OriginException::isTransient)
                    .returns("aborted", OriginException::code);
            assertThat(fault(() -> stream.read(new byte[1], 0, 1))).isExactlyInstanceOf(Aborted.class);
        }
    }

    @Test
    void abortingStopsAResumeToo() throws Exception {
        archive(tagged(Reply.cutAfter(HALF, CONTENT)), Reply.silence(release));
        try (ArchiveStream stream = open()) {
            CompletableFuture<OriginException> reading = OwnThread.supply(() -> fault(() -> readAll(stream)));
            Awaitility.await().until(() -> registry.origin.asked(ARCHIVE).size() == 2);

            stream.abort();

            Awaitility.await().atMost(Duration.ofSeconds(10)).until(reading::isDone);
            assertThat(reading.get()).isExactlyInstanceOf(Aborted.class);
        }
    }

    @Test
    void anInterruptedReaderStopsAndStaysInterrupted() throws OriginException {
        try (ArchiveStream stream = open()) {
            Thread.currentThread().interrupt();

            assertThatExceptionOfType(Aborted.class).isThrownBy(() -> readAll(stream));
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void closingDoesNotWaitForTheRest() throws OriginException {
        archive(tagged(Reply.stallAfter(HALF, CONTENT, release)));
        ArchiveStream stream = open();
        stream.read(new byte[10], 0, 10);

        CompletableFuture<Void> closing = OwnThread.run(stream::close);

        Awaitility.await().atMost(Duration.ofSeconds(10)).until(closing::isDone);
    }

    private static boolean isBlockedInSocket(@Nullable Thread thread) {
        return thread != null && Arrays.toString(thread.getStackTrace()).contains("sun.nio.ch.NioSocketImpl");
    }

    private ArchiveStream open() throws OriginException {
        return registry.client().openArchive(registry.client().packageMetadata(registry.packageId()));
    }

    private void archive(Reply... replies) {
        registry.origin.on(ARCHIVE, replies);
    }

    private void packageSize(long size) {
        registry.origin.on(
                SampleRegistry.PACKAGE,
                Reply.json(metadataJson("packages", "{\"linux_amd64\":{\"package_size\":" + size + "}}")));
    }

    private static Reply tagged(Reply reply) {
        return reply.with("ETag", "\"one\"");
    }

    private static Reply range(byte[] part, String contentRange) {
        return Reply.partial(part, Map.of("Content-Range", contentRange, "ETag", "\"one\""));
    }

    private static byte[] readAll(ArchiveStream stream) throws OriginException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        for (int count; (count = stream.read(buffer, 0, buffer.length)) >= 0; ) {
            all.write(buffer, 0, count);
        }
        return all.toByteArray();
    }
}
