package org.tfmirror.console.bundle;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tfmirror.command.bundle.BundlePlan;
import org.tfmirror.console.page.Amounts;
import org.tfmirror.provider.PackageId;
import org.tfmirror.web.Violation;

/**
 * The form by which packages are packed, with what was entered.
 *
 * @param all whether everything is packed, instead of what {@code providers} selects
 * @param since receipts and manifests, one a line
 * @param partSize empty for the configured one
 * @param preview null before it was asked for
 */
public record ExportForm(
        boolean all,
        String providers,
        String platforms,
        String since,
        String partSize,
        List<Violation> violations,
        @Nullable Preview preview) {

    private static final int MOST = 100;
    private static final Pattern SINCE = Pattern.compile("since\\[([0-9]{1,6})]");

    static final ExportForm EMPTY = new ExportForm(true, "", "linux_amd64", "", "", List.of(), null);

    /**
     * What would be packed.
     *
     * @param size in words
     * @param packages the first {@value #MOST}
     * @param more how many others there are, in words; empty for none
     * @param unknown what was named and cannot be packed
     */
    public record Preview(String size, List<Row> packages, String more, List<String> unknown) {

        static Preview of(BundlePlan plan) {
            int count = plan.packages().size();
            return new Preview(
                    "%s of %s, %s in %s"
                            .formatted(
                                    Amounts.count(count, "package"),
                                    Amounts.count(plan.versions(), "version"),
                                    Amounts.bytes(plan.bytes()),
                                    plan.parts() == 1 ? "one part" : "about " + Amounts.count(plan.parts(), "part")),
                    plan.packages().stream()
                            .limit(MOST)
                            .map(each -> new Row(each.id().toString(), Amounts.bytes(each.sizeBytes())))
                            .toList(),
                    count > MOST ? Amounts.count(count - MOST, "other") : "",
                    plan.unknown().stream().limit(MOST).map(PackageId::toString).toList());
        }
    }

    /** A package that would be packed. */
    public record Row(String name, String size) {}

    ExportForm with(Preview shown) {
        return new ExportForm(all, providers, platforms, since, partSize, violations, shown);
    }

    ExportForm with(List<Violation> wrong) {
        List<Violation> inText = wrong.stream().map(ExportForm::inText).toList();
        return new ExportForm(all, providers, platforms, since, partSize, inText, preview);
    }

    /** The same violation, told by the line. */
    private static Violation inText(Violation violation) {
        Matcher since = SINCE.matcher(violation.field());
        return since.matches()
                ? new Violation(
                        "since", "line %d: %s".formatted(Integer.parseInt(since.group(1)) + 1, violation.message()))
                : violation;
    }

    public boolean previewed() {
        return preview != null;
    }

    /** Whether a field is wrong, for screen readers. */
    public boolean wrong(String field) {
        return violations.stream().anyMatch(each -> each.field().startsWith(field));
    }
}
