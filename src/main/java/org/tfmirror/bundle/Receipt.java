package org.tfmirror.bundle;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.Sha256;

/**
 * The packages that a mirror has, small enough to be carried back: a gzip of a text with a line of 43 characters for each,
 * and the Ed25519 signature of all lines before it as the last one. A line stands for one package with one archive.
 *
 * @param lines see {@link #line}
 */
public record Receipt(Set<String> lines) {

    private static final String FORM = "tfmirror-receipt/1";
    private static final String SIGNATURE = "signature ";

    /** Of a package's line. */
    private static final int LENGTH = 43;

    /** Of the last line: more than it ever has. */
    private static final int MAX_LAST = 200;

    private static final int MAX_SIZE = ManifestHead.MAX_SIZE;

    public Receipt {
        lines = Collections.unmodifiableSet(lines);
    }

    /** What stands for a package: the SHA-256 of its name and of its archive's SHA-256, base64url. */
    public static String line(PackageId id, String sha256) {
        byte[] text = (id + " " + sha256).getBytes(StandardCharsets.UTF_8);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Sha256.of(text));
    }

    /** Whether the mirror has this package with this archive. */
    public boolean has(PackageId id, String sha256) {
        return lines.contains(line(id, sha256));
    }

    /**
     * Signs the lines.
     *
     * @param lines each once; sorted here, for nobody is to learn anything from their order
     */
    public static byte[] write(Collection<String> lines, Instant now, BundleKeys keys) {
        StringBuilder text = new StringBuilder(200 + (LENGTH + 1) * lines.size())
                .append(FORM)
                .append("\nsource ")
                .append(keys.keyId().orElseThrow())
                .append("\ncreated_at ")
                .append(now)
                .append('\n');
        lines.stream().sorted().forEach(line -> text.append(line).append('\n'));
        byte[] signed = text.toString().getBytes(StandardCharsets.US_ASCII);
        String signature = SIGNATURE + Base64.getEncoder().encodeToString(keys.sign(signed)) + "\n";
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(signed);
            gzip.write(signature.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e); // written to memory
        }
        return bytes.toByteArray();
    }

    /** Reads a receipt that a trusted mirror signed. */
    public static Receipt read(byte[] gzip, BundleKeys keys) throws ManifestInvalidException {
        byte[] all = inflate(gzip);
        int last = startOfLastLine(all);
        String end = text(all, last, Math.min(all.length, last + MAX_LAST));
        if (!end.startsWith(SIGNATURE)) {
            throw invalid("it has no signature");
        }
        byte[] signature = signature(end.substring(SIGNATURE.length()).strip());
        if (keys.signerOf(all, last, signature).isEmpty()) {
            throw new ManifestInvalidException(
                    "bundle_untrusted", "the receipt is not signed by a key of tfmirror.bundle.trusted-keys");
        }
        if (!text(all, 0, Math.min(last, FORM.length() + 1)).equals(FORM + "\n")) {
            throw invalid("it is not a " + FORM);
        }
        return new Receipt(lines(all, last));
    }

    private static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }

    /** What follows the last line feed but one that ends it. */
    private static int startOfLastLine(byte[] text) {
        int start = Math.max(text.length - 1, 0);
        while (start > 0 && text[start - 1] != '\n') {
            start--;
        }
        return start;
    }

    /** Those lines before the end that stand for packages; others are a later release's. */
    private static Set<String> lines(byte[] text, int end) {
        Set<String> packages = new HashSet<>();
        int start = 0;
        for (int i = 0; i < end; i++) {
            if (text[i] == '\n') {
                if (i - start == LENGTH) {
                    packages.add(text(text, start, i));
                }
                start = i + 1;
            }
        }
        return packages;
    }

    private static byte[] signature(String base64) throws ManifestInvalidException {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw invalid("its signature is not base64");
        }
    }

    private static byte[] inflate(byte[] gzip) throws ManifestInvalidException {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(gzip))) {
            byte[] all = in.readNBytes(MAX_SIZE + 1);
            if (all.length > MAX_SIZE) {
                throw invalid("it inflates to more than %d bytes".formatted(MAX_SIZE));
            }
            return all;
        } catch (IOException e) {
            throw invalid("it is not gzip");
        }
    }

    private static ManifestInvalidException invalid(String why) {
        return new ManifestInvalidException("receipt_invalid", "the receipt cannot be read: " + why);
    }
}
