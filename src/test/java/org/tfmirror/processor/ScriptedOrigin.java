package org.tfmirror.processor;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import org.tfmirror.origin.ArchiveStream;
import org.tfmirror.origin.AvailableVersion;
import org.tfmirror.origin.Cancellation;
import org.tfmirror.origin.OriginException;
import org.tfmirror.origin.OriginException.Aborted;
import org.tfmirror.origin.OriginException.NotFound;
import org.tfmirror.origin.OriginException.Unavailable;
import org.tfmirror.origin.OriginRegistry;
import org.tfmirror.origin.PackageMetadata;
import org.tfmirror.origin.PublicKey;
import org.tfmirror.origin.SignedShasums;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.Platform;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.provider.ProviderVersion;
import org.tfmirror.test.SigningKeys;

/**
 * An origin without a network. It publishes properly signed packages, of which the test may change any part, counts
 * what it is asked for, and sends archives as the test scripts them. Thread-safe.
 */
public final class ScriptedOrigin implements OriginRegistry {

    private static final int CHUNK = 50;
    private static final LocalDateTime DATE = LocalDateTime.of(2024, 1, 1, 0, 0);

    public final SigningKeys author = SigningKeys.ed25519();
    final AtomicInteger versionsRequests = new AtomicInteger();
    public final AtomicInteger metadataRequests = new AtomicInteger();
    public final AtomicInteger archiveRequests = new AtomicInteger();
    /** Streams opened and not closed yet. */
    public final AtomicInteger openStreams = new AtomicInteger();

    /** Streams told to stop while they were read. */
    public final AtomicInteger abortedStreams = new AtomicInteger();

    /** Whether it is asked with a credential of a host that is not declared public. */
    public volatile boolean withCredential;

    public volatile @Nullable OriginException refusal;

    volatile @Nullable Pause pauseBeforeTheList;

    /** What it says of any provider's versions; packages are published apart from it. */
    public volatile List<AvailableVersion> listed = List.of();

    /** Told of each request while it waits: {@code list}, {@code metadata}, {@code shasums}, {@code archive}. */
    public volatile Consumer<String> whileAsked = what -> {};

    /** What it lists of its signing keys. */
    public volatile List<PublicKey> keys =
            List.of(new PublicKey("its id", author.armored(), "", "Acme", "https://acme.example.com"));

    public volatile List<String> warnings = List.of();

    /** What it says of when versions were published; null for a registry whose dates cannot be had. */
    public volatile @Nullable Map<ProviderVersion, Instant> dates = Map.of();

    public final AtomicInteger datesRequests = new AtomicInteger();

    private volatile Cancellation current = new Cancellation();

    public volatile Sending sending = (request, received) -> {};

    private final Map<PackageId, Published> packages = new ConcurrentHashMap<>();

    /** What happens before a read; {@code request} counts archive requests from 1. */
    public interface Sending {
        void before(int request, long received) throws OriginException, InterruptedException;
    }

    /** A package as this origin tells of it; the parts need not fit together. */
    public record Published(String shasum, byte[] archive, byte[] document, byte[] signature) {

        /** Sends other bytes than it announces. */
        public Published sending(byte[] other) {
            return new Published(shasum, other, document, signature);
        }

        public Published signedBy(SigningKeys other) {
            return new Published(shasum, archive, document, other.sign(document));
        }

        /** Announces another checksum beside the signed document. */
        public Published claiming(String other) {
            return new Published(other, archive, document, signature);
        }
    }

    /** Publishes a sound package with such contents; again, with other contents, republishes it. */
    public Published publish(PackageId id, String contents) {
        byte[] archive = zip(id, contents);
        String sha256 = sha256(archive);
        byte[] document = (sha256 + "  " + id.archiveName() + "\n").getBytes(StandardCharsets.US_ASCII);
        Published published = new Published(sha256, archive, document, author.sign(document));
        packages.put(id, published);
        return published;
    }

    public void replace(PackageId id, Published with) {
        packages.put(id, with);
    }

    /** Stops in the middle of every archive until the test lets it go on or the transfer is aborted. */
    public Pause pauseInTheMiddle() {
        Pause pause = new Pause();
        sending = (request, received) -> {
            if (received > 0) {
                pause.reached.countDown();
                pause.goOn.await();
            }
        };
        return pause;
    }

    /** Lists these versions of whatever provider, each for these platforms; for none named, it does not say. */
    public void list(String versions, String... platforms) {
        listed = Stream.of(versions.split(" "))
                .map(version -> new AvailableVersion(
                        ProviderVersion.parse(version),
                        Stream.of(platforms).map(Platform::parse).collect(Collectors.toSet())))
                .toList();
    }

    /** An archive that has begun to come, or a list of versions that is to come, and waits. */
    public static final class Pause {
        public final CountDownLatch reached = new CountDownLatch(1);
        public final CountDownLatch goOn = new CountDownLatch(1);
    }

    @Override
    public boolean isPrivate(ProviderAddress provider) {
        return withCredential;
    }

    @Override
    public OriginRegistry cancelledBy(Cancellation cancellation) {
        current = cancellation;
        return this;
    }

    /** While a request waits for its answer. */
    private void asked(String what) throws Aborted {
        whileAsked.accept(what);
        if (current.isRequested()) {
            throw new Aborted(what, null);
        }
    }

    @Override
    public List<AvailableVersion> availableVersions(ProviderAddress provider) throws OriginException {
        versionsRequests.incrementAndGet();
        asked("list");
        Pause pause = pauseBeforeTheList;
        if (pause != null) {
            pause.reached.countDown();
            try {
                pause.goOn.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new Aborted("the list", e);
            }
        }
        OriginException refused = refusal;
        if (refused != null) {
            throw refused;
        }
        return listed;
    }

    @Override
    public PackageMetadata packageMetadata(PackageId id) throws OriginException {
        metadataRequests.incrementAndGet();
        asked("metadata");
        OriginException refused = refusal;
        if (refused != null) {
            throw refused;
        }
        if (!packages.containsKey(id)) {
            throw new NotFound(id.toString(), "origin.invalid");
        }
        return new PackageMetadata(
                id,
                id.archiveName(),
                URI.create("https://origin.invalid/archive"),
                published(id).shasum,
                URI.create("https://origin.invalid/shasums"),
                URI.create("https://origin.invalid/shasums.sig"),
                keys,
                OptionalLong.empty(),
                Set.of(),
                List.of("5.0", "6.1"),
                warnings);
    }

    @Override
    public boolean datesVersions(ProviderAddress provider) {
        return true;
    }

    @Override
    public Map<ProviderVersion, Instant> publicationDates(ProviderAddress provider) throws OriginException {
        datesRequests.incrementAndGet();
        Map<ProviderVersion, Instant> told = dates;
        if (told == null) {
            throw new Unavailable("dates.invalid", 503, null);
        }
        return told;
    }

    @Override
    public SignedShasums shasums(PackageMetadata metadata) throws OriginException {
        asked("shasums");
        Published published = published(metadata.id());
        return new SignedShasums(published.document, published.signature);
    }

    @Override
    public ArchiveStream openArchive(PackageMetadata metadata) throws OriginException {
        asked("archive");
        openStreams.incrementAndGet();
        return new Sent(published(metadata.id()).archive, archiveRequests.incrementAndGet());
    }

    private Published published(PackageId id) {
        return Objects.requireNonNull(packages.get(id), id::toString);
    }

    private final class Sent implements ArchiveStream {

        private final byte[] bytes;
        private final int request;
        private int position;
        private volatile boolean aborted;
        private boolean closed;

        Sent(byte[] bytes, int request) {
            this.bytes = bytes;
            this.request = request;
        }

        @Override
        public long expectedLength() {
            return bytes.length;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws OriginException {
            try {
                sending.before(request, position);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new Aborted("the archive", e);
            }
            if (aborted) {
                throw new Aborted("the archive", null);
            }
            int count = Math.min(Math.min(CHUNK, length), bytes.length - position);
            System.arraycopy(bytes, position, buffer, offset, count);
            position += count;
            return count == 0 ? -1 : count;
        }

        @Override
        public void abort() {
            aborted = true;
            abortedStreams.incrementAndGet();
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                openStreams.decrementAndGet();
            }
        }
    }

    public static byte[] zip(PackageId id, String contents) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            ZipEntry entry = new ZipEntry("terraform-provider-" + id.provider().type());
            entry.setTimeLocal(DATE); // the same bytes, however late they are made again
            zip.putNextEntry(entry);
            zip.write(contents.getBytes(StandardCharsets.UTF_8));
            zip.closeEntry();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    public static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
