package org.tfmirror.bench;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.tfmirror.provider.PackageId;
import org.tfmirror.test.MirrorStack;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/**
 * What one would do by hand: {@code curl} to a file, {@code sha256sum}, and a plain multipart upload with the AWS SDK.
 * Nothing is verified but the checksum, and no h1 is computed. Where a program is missing, plain Java does its part.
 */
final class ByHand {

    private static final int PART = 8 * 1024 * 1024;

    private final MirrorStack stack;
    private final Path directory;
    private final boolean curl = Commands.isPresent("curl");
    private final boolean sha256sum = Commands.isPresent("sha256sum");

    /** @param directory for the files on their way */
    ByHand(MirrorStack stack, Path directory) {
        this.stack = stack;
        this.directory = directory;
    }

    String name() {
        return (curl ? "curl" : "Java's client") + ", " + (sha256sum ? "sha256sum" : "Java's SHA-256") + ", SDK upload";
    }

    /** Whether the contents can be hashed by hand, too, as h1 wants it. */
    static boolean canHashContents() {
        return Commands.isPresent("sha256sum") && Commands.isPresent("unzip");
    }

    /**
     * Takes all packages from the origin to the store, each by a thread, and returns the seconds it took.
     *
     * @param contents whether to hash what is in the archive, too
     */
    double transfer(List<PackageId> packages, boolean contents) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(packages.size());
        try (S3Client client = stack.s3Client()) {
            long start = System.nanoTime();
            List<Callable<Void>> all = new ArrayList<>();
            packages.forEach(each -> all.add(() -> transfer(each, contents, client)));
            for (Future<Void> each : threads.invokeAll(all)) {
                each.get();
            }
            return (System.nanoTime() - start) / 1e9;
        } finally {
            threads.shutdownNow();
        }
    }

    private Void transfer(PackageId id, boolean contents, S3Client client) throws Exception {
        Path file = Files.createTempFile(directory, "by-hand-", ".zip");
        try {
            URI url = URI.create(
                    "https://" + stack.registry().authority() + stack.registry().archivePath(id));
            fetch(url, file);
            String wanted = new String(stack.registry().shasums(id), java.nio.charset.StandardCharsets.UTF_8);
            if (!wanted.contains(sha256(file))) {
                throw new IOException("another checksum than the registry's");
            }
            if (contents) {
                hashContents(directory, file);
            }
            upload(file, "by-hand/" + id.version() + "/" + id.archiveName(), client);
        } finally {
            Files.delete(file);
        }
        return null;
    }

    private void fetch(URI url, Path file) throws IOException, InterruptedException {
        if (curl) {
            Commands.run(
                    directory,
                    Map.of("NO_PROXY", "localhost"),
                    List.of("curl", "-sSf", "--cacert", stack.caBundle() + "", "-o", file + "", url + ""));
            return;
        }
        HttpClient.newBuilder()
                .sslContext(stack.authority().clientContext())
                .build()
                .send(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.ofFile(file));
    }

    private String sha256(Path file) throws IOException, InterruptedException, NoSuchAlgorithmException {
        if (sha256sum) {
            return Commands.run(directory, Map.of(), List.of("sha256sum", file + ""))
                    .substring(0, 64);
        }
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            in.transferTo(java.io.OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void hashContents(Path directory, Path file) throws IOException, InterruptedException {
        Commands.run(directory, Map.of(), List.of("sh", "-c", "unzip -p \"$0\" | sha256sum", file + ""));
    }

    private static void upload(Path file, String key, S3Client client) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            upload(in, key, client);
        }
        client.deleteObject(delete -> delete.bucket(MirrorStack.BUCKET).key(key));
    }

    /** Reads an object, hashes it on the way, and writes it under another key, by the SDK alone; the seconds it took. */
    static double copy(String from, String to, S3Client client) throws IOException, NoSuchAlgorithmException {
        long start = System.nanoTime();
        try (InputStream in = hashed(from, client)) {
            upload(in, to, client);
        }
        return (System.nanoTime() - start) / 1e9;
    }

    /** The same by way of a file, whose contents are hashed as well, as h1 wants it. */
    static double copyAndHashContents(String from, String to, S3Client client, Path directory) throws Exception {
        long start = System.nanoTime();
        Path file = Files.createTempFile(directory, "by-hand-", ".zip");
        try {
            try (InputStream in = hashed(from, client)) {
                Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
            }
            hashContents(directory, file);
            try (InputStream in = Files.newInputStream(file)) {
                upload(in, to, client);
            }
        } finally {
            Files.delete(file);
        }
        return (System.nanoTime() - start) / 1e9;
    }

    private static InputStream hashed(String key, S3Client client) throws NoSuchAlgorithmException {
        return new DigestInputStream(
                client.getObject(get -> get.bucket(MirrorStack.BUCKET).key(key)), MessageDigest.getInstance("SHA-256"));
    }

    private static void upload(InputStream in, String key, S3Client client) throws IOException {
        String bucket = MirrorStack.BUCKET;
        String upload = client.createMultipartUpload(
                        create -> create.bucket(bucket).key(key))
                .uploadId();
        List<CompletedPart> parts = new ArrayList<>();
        byte[] part = in.readNBytes(PART);
        while (part.length > 0) {
            int number = parts.size() + 1;
            byte[] bytes = part;
            String etag = client.uploadPart(
                            send -> send.bucket(bucket)
                                    .key(key)
                                    .uploadId(upload)
                                    .partNumber(number),
                            RequestBody.fromBytes(bytes))
                    .eTag();
            parts.add(CompletedPart.builder().partNumber(number).eTag(etag).build());
            part = in.readNBytes(PART);
        }
        client.completeMultipartUpload(
                complete -> complete.bucket(bucket).key(key).uploadId(upload).multipartUpload(all -> all.parts(parts)));
    }
}
