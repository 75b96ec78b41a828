package org.tfmirror.console.job;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tfmirror.submission.JobRequest;
import org.tfmirror.submission.JobRequest.Wish;

/** What people type: a provider a line, with its versions behind it; without any, the newest. */
final class TypedProviders {

    private static final Pattern BLANKS = Pattern.compile("\\s+");
    private static final String LATEST = "latest";

    private TypedProviders() {}

    /** Whether a text is a file of providers rather than what people type. */
    static boolean isFile(String text) {
        return text.contains("{");
    }

    /** Platforms, separated by commas or blanks. */
    static List<String> platforms(String text) {
        return Arrays.stream(text.split("[,\\s]+"))
                .filter(each -> !each.isEmpty())
                .toList();
    }

    static JobRequest request(String text, String platforms, boolean listAsIs) {
        List<@Nullable Wish> wishes = new ArrayList<>();
        for (String line : text.split("\\R")) {
            String typed = line.strip();
            if (typed.isEmpty() || typed.startsWith("#")) {
                continue;
            }
            String[] parts = BLANKS.split(typed, 2);
            String versions = parts.length == 1 ? LATEST : parts[1];
            wishes.add(new Wish(
                    parts[0], List.of(versions), new ArrayList<@Nullable String>(platforms(platforms)), null, null));
        }
        return new JobRequest(wishes, listAsIs);
    }
}
