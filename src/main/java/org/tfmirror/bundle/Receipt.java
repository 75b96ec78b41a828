package org.tfmirror.bundle;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
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
    private static final Pattern LINE = Pattern.compile("[A-Za-z0-9_-]{43}");
    private static final int MAX_SIZE = Manifest.MAX_SIZE;

    public Receipt {
        lines = Set.copyOf(lines);
    }

    /** What stands for a package: the SHA-256 of its name and of its archive's SHA-256, base64url. */
    public static String line(PackageId id, String sha256) {
        byte[] text = (id + " " + sha256).getBytes(StandardCharsets.UTF_8);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Sha256.of(text));
    }

    /** Signs the lines; in the order of their bytes, for nobody is to learn anything from it. */
    public static byte[] write(Collection<String> lines, Instant now, BundleKeys keys) {
        StringBuilder text = new StringBuilder(FORM)
                .append("\nsource ")
                .append(keys.keyId().orElseThrow())
                .append("\ncreated_at ")
                .append(now)
                .append('\n');
        new TreeSet<>(lines).forEach(line -> text.append(line).append('\n'));
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
        int end = new String(all, StandardCharsets.ISO_8859_1).lastIndexOf("\n" + SIGNATURE) + 1;
        if (end == 0) {
            throw invalid("it has no signature");
        }
        byte[] signed = Arrays.copyOf(all, end);
        String last = new String(
                all, end + SIGNATURE.length(), all.length - end - SIGNATURE.length(), StandardCharsets.ISO_8859_1);
        if (keys.signerOf(signed, signature(last.strip())).isEmpty()) {
            throw new ManifestInvalidException(
                    "bundle_untrusted", "the receipt is not signed by a key of tfmirror.bundle.trusted-keys");
        }
        List<String> lines =
                new String(signed, StandardCharsets.ISO_8859_1).lines().toList();
        if (lines.isEmpty() || !lines.get(0).equals(FORM)) {
            throw invalid("it is not a " + FORM);
        }
        Set<String> packages = new HashSet<>();
        lines.stream().filter(line -> LINE.matcher(line).matches()).forEach(packages::add);
        return new Receipt(packages);
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
