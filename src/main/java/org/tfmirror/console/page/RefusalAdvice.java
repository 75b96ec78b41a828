package org.tfmirror.console.page;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tfmirror.web.Problem;

/** What an operator can do when a form is refused: the advice of docs/error-codes.md, word for word. */
final class RefusalAdvice {

    private static final String SELECT = "Change the selection.";
    private static final String SELECT_OR_SPLIT = "Change the selection; a larger part_size.";
    private static final String UPLOAD = "Upload it, or correct the name.";
    private static final String PACK = "Pack it with a release that is not newer than this one.";

    private static final Map<String, String> BY_CODE = Map.ofEntries(
            Map.entry("job_finished", "Look at its status."),
            Map.entry("nothing_to_retry", "Look at its status."),
            Map.entry("package_in_use", "Try again."),
            Map.entry("evidence_altered", "Verify the package."),
            Map.entry("nothing_to_verify", SELECT_OR_SPLIT),
            Map.entry("no_evidence_missing", SELECT_OR_SPLIT),
            Map.entry("too_many_packages", SELECT_OR_SPLIT),
            Map.entry("too_many_parts", SELECT_OR_SPLIT),
            Map.entry(
                    "manifest_too_large",
                    "Pack fewer at a time: a selection, then the rest with the first manifest in since."),
            Map.entry(
                    "nothing_to_export",
                    "Change the selection; to carry what operators have decided, pack any one package without since."),
            Map.entry("nothing_to_import", SELECT),
            Map.entry("nothing_to_adopt", SELECT),
            Map.entry("bundle_key_missing", "Set tfmirror.bundle.signing-key."),
            Map.entry(
                    "bundle_untrusted",
                    "Add the packer's key to tfmirror.bundle.trusted-keys, if it is known; otherwise do not import it."),
            Map.entry("manifest_missing", UPLOAD),
            Map.entry("since_missing", UPLOAD),
            Map.entry("manifest_invalid", PACK),
            Map.entry("receipt_invalid", PACK),
            Map.entry("subscription_of_file", "Change it there, and raise the file's revision."),
            Map.entry("idempotency_key_reused", "Use a new key."));

    private RefusalAdvice() {}

    /** Null where the code has none. */
    static @Nullable String of(String code) {
        return BY_CODE.get(code);
    }

    /** What is wrong, and then what can be done about it. */
    static String after(Problem problem) {
        String advice = of(problem.code());
        return advice == null ? problem.detail() : problem.detail() + ". " + advice;
    }
}
