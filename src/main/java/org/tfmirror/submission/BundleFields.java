package org.tfmirror.submission;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tfmirror.bundle.BundleNames;
import org.tfmirror.command.bundle.BundleUploads;
import org.tfmirror.web.InvalidRequestException;
import org.tfmirror.web.Violation;

/** Reads the fields by which bundles are asked for. */
public final class BundleFields {

    private static final Pattern SIZE = Pattern.compile("([1-9][0-9]{0,11})([KMGTkmgt]?)");
    private static final int MAX_SINCE = 50;
    private static final long MIN_PART = 1 << 20;

    private BundleFields() {}

    /**
     * Reads the receipts and manifests whose packages are left out.
     *
     * @param paths below {@code bundles/}; null for none
     * @throws InvalidRequestException naming those that are wrong
     */
    public static List<String> since(@Nullable List<? extends @Nullable String> paths) {
        List<? extends @Nullable String> given = paths == null ? List.of() : paths;
        List<Violation> violations = new ArrayList<>();
        List<String> read = new ArrayList<>();
        for (int i = 0; i < given.size() && violations.size() < MAX_SINCE; i++) {
            String path = given.get(i);
            if (path == null || !BundleNames.isPath(path) || i >= MAX_SINCE) {
                violations.add(new Violation(
                        "since[%d]".formatted(i),
                        "name up to %d files below bundles/, such as 7/manifest.json or import/RETURN/receipt.gz"
                                .formatted(MAX_SINCE)));
            } else {
                read.add(path);
            }
        }
        if (!violations.isEmpty()) {
            throw new InvalidRequestException(violations);
        }
        return read;
    }

    /**
     * Reads how large a part becomes, in bytes.
     *
     * @param absent where the text is null
     * @throws InvalidRequestException where it is no size, or less than 1M
     */
    public static long partSize(@Nullable String text, long absent) {
        if (text == null) {
            return absent;
        }
        Matcher size = SIZE.matcher(text);
        if (!size.matches()) {
            throw new InvalidRequestException("part_size", "a number of bytes such as 4G, 700M or 4700000000");
        }
        int shift =
                " kmgt".indexOf((size.group(2) + " ").toLowerCase(Locale.ROOT).charAt(0)) * 10;
        long number = Long.parseLong(size.group(1));
        long bytes = number > Long.MAX_VALUE >> (shift + 1) ? Long.MAX_VALUE >> 1 : number << shift;
        if (bytes < MIN_PART) {
            throw new InvalidRequestException(
                    "part_size", "at least 1M; a number without a letter, such as 4700000000, is in bytes");
        }
        return bytes;
    }

    /**
     * Reads where the files of a bundle are in the bucket: exactly one of the two is given.
     *
     * @param name under which they were uploaded
     * @param prefix of their keys
     * @throws InvalidRequestException naming what is wrong
     */
    public static String folder(@Nullable String name, @Nullable String prefix, BundleUploads uploads) {
        if ((name == null) == (prefix == null)) {
            throw new InvalidRequestException("name", "send either the name of an upload or a prefix of the bucket");
        }
        if (prefix != null) {
            String trimmed = prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix;
            if (!BundleNames.isPath(trimmed)) {
                throw new InvalidRequestException(
                        "prefix", "a path of letters, digits, dots, hyphens and underscores, such as carried/2026-11");
            }
            return trimmed;
        }
        if (name == null || !BundleNames.isName(name)) {
            throw new InvalidRequestException("name", "letters, digits, dots, hyphens and underscores");
        }
        return uploads.folder(name);
    }
}
