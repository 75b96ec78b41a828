package org.tfmirror.console.job;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tfmirror.submission.JobRequest;
import org.tfmirror.submission.JobRequest.Wish;
import org.tfmirror.web.InvalidRequestException;
import org.tfmirror.web.Violation;

/**
 * What people type: a provider a line, with its versions behind it; without any, the newest.
 *
 * @param lines on which the providers of the request stand, counted from 1
 */
public record TypedProviders(JobRequest request, List<Integer> lines) {

    private static final Pattern BLANKS = Pattern.compile("\\s+");
    private static final Pattern FIELD =
            Pattern.compile("providers\\[(\\d{1,6})]\\.(source|versions|platforms|newest).*");
    private static final String LATEST = "latest";

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

    /** How many versions a constraint brings at most; null for all. */
    public static @Nullable Integer limit(String newest) {
        if (newest.isBlank()) {
            return null;
        }
        try {
            return Integer.valueOf(newest.strip());
        } catch (NumberFormatException e) {
            throw new InvalidRequestException("newest", "a whole number, or nothing for all");
        }
    }

    public static TypedProviders read(String text, String platforms, @Nullable Integer newest, boolean listAsIs) {
        List<@Nullable Wish> wishes = new ArrayList<>();
        List<Integer> lines = new ArrayList<>();
        int number = 0;
        for (String line : text.split("\\R", -1)) {
            number++;
            String typed = line.strip();
            if (!typed.isEmpty() && !typed.startsWith("#")) {
                String[] parts = BLANKS.split(typed, 2);
                String versions = parts.length == 1 ? LATEST : parts[1];
                Integer limit = isConstraint(versions) ? newest : null;
                wishes.add(new Wish(
                        parts[0],
                        List.of(versions),
                        new ArrayList<@Nullable String>(platforms(platforms)),
                        limit,
                        null));
                lines.add(number);
            }
        }
        return new TypedProviders(new JobRequest(wishes, listAsIs), lines);
    }

    /** Whether it may bring more than one version: only then a limit makes sense. */
    private static boolean isConstraint(String versions) {
        return versions.matches("[~<>!].*|.*,.*");
    }

    /** The same violation, told by the line; a platform is wrong for all lines alike. */
    public Violation inText(Violation violation) {
        Matcher field = FIELD.matcher(violation.field());
        if (!field.matches()) {
            return violation;
        }
        if (field.group(2).equals("platforms")) {
            return new Violation("platforms", violation.message());
        }
        int provider = Integer.parseInt(field.group(1));
        return provider < lines.size()
                ? new Violation("providers", "line %d: %s".formatted(lines.get(provider), violation.message()))
                : violation;
    }
}
