package org.tfmirror.verify.shasums;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.tfmirror.provider.PlainName;
import org.tfmirror.provider.SafeText;
import org.tfmirror.verify.ShasumsClaim;
import org.tfmirror.verify.VerificationException.ShasumsInvalid;
import org.tfmirror.verify.VerificationException.ShasumsMismatch;

/** Reads a SHA256SUMS document as Terraform does: the first line whose second field is the file's name counts. */
final class ShasumsDocument {

    private static final int SIZE = 1 << 20;
    private static final Pattern CHECKSUM = Pattern.compile("[0-9a-fA-F]{64}");
    private static final Pattern BLANKS = Pattern.compile("[ \\t\\r\\f\\x0B]+");

    private static final Pattern LEADING = Pattern.compile("^[ \\t\\r\\f\\x0B]+");

    private ShasumsDocument() {}

    /**
     * @throws ShasumsInvalid where the document or the claim is malformed, or the file is not listed
     * @throws ShasumsMismatch where the document gives another checksum
     */
    static void requireLine(ShasumsClaim claim) throws ShasumsInvalid, ShasumsMismatch {
        if (!PlainName.is(claim.filename())) {
            throw new ShasumsInvalid("filename", "a plain file name", SafeText.quoted(claim.filename()));
        }
        if (!CHECKSUM.matcher(claim.shasum()).matches()) {
            throw new ShasumsInvalid("shasum", "64 hex digits", SafeText.quoted(claim.shasum()));
        }
        String listed = find(claim.shasums(), claim.filename());
        if (!listed.equalsIgnoreCase(claim.shasum())) {
            throw new ShasumsMismatch("shasum of " + claim.filename(), listed, claim.shasum());
        }
    }

    /** The names that have one checksum, with it in lower-case hex; a line that cannot be read names nothing. */
    static Map<String, String> checksums(byte[] document) {
        Map<String, String> checksums = new LinkedHashMap<>();
        Set<String> ambiguous = new HashSet<>();
        for (String line : new String(document, StandardCharsets.UTF_8).split("\n", -1)) {
            String[] fields = fieldsOf(line);
            if (fields.length < 2) {
                continue;
            }
            String sha256 = fields[0].toLowerCase(Locale.ROOT);
            String other = checksums.putIfAbsent(fields[1], sha256);
            if (!CHECKSUM.matcher(sha256).matches() || (other != null && !other.equals(sha256))) {
                ambiguous.add(fields[1]);
            }
        }
        checksums.keySet().removeAll(ambiguous);
        return checksums;
    }

    private static String[] fieldsOf(String line) {
        return BLANKS.split(LEADING.matcher(line).replaceFirst(""), 3);
    }

    private static String find(byte[] document, String filename) throws ShasumsInvalid {
        if (document.length > SIZE) {
            throw new ShasumsInvalid("SHA256SUMS", "at most " + SIZE + " bytes", document.length + " bytes");
        }
        String found = null;
        // Latin-1 keeps every byte: the name is looked for by its bytes in UTF-8.
        String bytes = new String(filename.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        for (String line : new String(document, StandardCharsets.ISO_8859_1).split("\n", -1)) {
            String[] fields = fieldsOf(line);
            if (fields.length >= 2 && fields[1].equals(bytes)) {
                requireChecksum(fields[0]);
                if (found != null && !found.equalsIgnoreCase(fields[0])) {
                    throw new ShasumsInvalid("SHA256SUMS", "one checksum for " + filename, found + " and " + fields[0]);
                }
                found = found == null ? fields[0] : found;
            }
        }
        if (found == null) {
            throw new ShasumsInvalid("SHA256SUMS", "a line for " + filename, "none");
        }
        return found;
    }

    private static void requireChecksum(String text) throws ShasumsInvalid {
        if (!CHECKSUM.matcher(text).matches()) {
            throw new ShasumsInvalid("SHA256SUMS", "a checksum of 64 hex digits", SafeText.quoted(text));
        }
    }
}
