package org.tfmirror.admin.bundle;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tfmirror.bundle.BundleNames;
import org.tfmirror.command.BundleSelection;
import org.tfmirror.submission.JobRequest;
import org.tfmirror.submission.JobRequestParser;
import org.tfmirror.web.InvalidRequestException;
import org.tfmirror.web.Violation;

/**
 * What is to be packed, as sent.
 *
 * @param providers as in a job; constraints select among what is mirrored
 * @param all true instead of {@code providers}: everything that is mirrored
 * @param since receipts and manifests in the bucket, below {@code bundles/}: what they name is left out
 * @param partSize such as {@code 4G}: how large a part becomes
 */
public record BundleRequest(
        @Nullable List<JobRequest.@Nullable Wish> providers,
        @Nullable Boolean all,
        @Nullable List<@Nullable String> since,
        @Nullable String partSize) {

    private static final Pattern SIZE = Pattern.compile("([1-9][0-9]{0,11})([KMGTkmgt]?)");
    private static final int MAX_SINCE = 50;

    /** @throws InvalidRequestException naming what is wrong */
    static BundleSelection selection(@Nullable BundleRequest request, JobRequestParser parser) {
        boolean everything = request != null && Boolean.TRUE.equals(request.all);
        if (request == null || everything == (request.providers != null)) {
            throw new InvalidRequestException("providers", "name providers, or send \"all\": true instead");
        }
        return new BundleSelection(
                everything ? null : parser.parse(new JobRequest(request.providers, null)), since(request.since));
    }

    private static List<String> since(@Nullable List<@Nullable String> paths) {
        List<@Nullable String> given = paths == null ? List.of() : paths;
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

    /** In bytes. */
    static long partSize(@Nullable BundleRequest request, long absent) {
        String text = request == null ? null : request.partSize;
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
        return number > Long.MAX_VALUE >> (shift + 1) ? Long.MAX_VALUE >> 1 : number << shift;
    }
}
