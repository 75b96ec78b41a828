package org.tfmirror.console.bundle;

import java.util.List;
import org.tfmirror.bundle.BundleNames;
import org.tfmirror.web.Violation;

/**
 * The forms by which files of a bundle come and are imported, with what was entered.
 *
 * @param trusting whether there is a key whose bundles are imported
 * @param files those that have come under the name
 */
public record ImportForm(
        String name, String prefix, String waive, boolean trusting, List<String> files, List<Violation> violations) {

    /** Whether a field is wrong, for what reads pages to people. */
    public boolean wrong(String field) {
        return violations.stream().anyMatch(each -> each.field().equals(field));
    }

    /** What an import cannot begin without, and has not come yet. */
    public List<String> lacks() {
        return List.of(BundleNames.MANIFEST, BundleNames.SIGNATURE).stream()
                .filter(each -> !files.contains(each))
                .toList();
    }
}
