package org.tfmirror.console.job;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an operator can do about an item's error: the advice of docs/error-codes.md, word for word. */
final class Advice {

    private static final Map<String, String> BY_CODE = Map.ofEntries(
            Map.entry(
                    "checksum_mismatch",
                    "Treat it as an attack until it is explained: compare with what the authors publish, and look for a proxy that changes bytes; of a bundle, compare the part's sum with README.txt, bring the part again, and retry the job."),
            Map.entry(
                    "length_mismatch",
                    "Treat it as an attack until it is explained: compare with what the authors publish, and look for a proxy that changes bytes; of a bundle, compare the part's sum with README.txt, bring the part again, and retry the job."),
            Map.entry(
                    "signature_invalid",
                    "Treat it as an attack until it is explained: compare with what the authors publish, and look for a proxy that changes bytes; of a bundle, compare the part's sum with README.txt, bring the part again, and retry the job."),
            Map.entry(
                    "trust_signature_invalid",
                    "Treat it as an attack until it is explained: compare with what the authors publish, and look for a proxy that changes bytes; of a bundle, compare the part's sum with README.txt, bring the part again, and retry the job."),
            Map.entry(
                    "shasums_invalid",
                    "Treat it as an attack until it is explained: compare with what the authors publish, and look for a proxy that changes bytes; of a bundle, compare the part's sum with README.txt, bring the part again, and retry the job."),
            Map.entry(
                    "archive_invalid",
                    "Treat it as an attack until it is explained: compare with what the authors publish, and look for a proxy that changes bytes; of a bundle, compare the part's sum with README.txt, bring the part again, and retry the job."),
            Map.entry("hash_mismatch", "The same: one of the registry's two statements is wrong."),
            Map.entry(
                    "evidence_altered",
                    "Look at who writes to the database. A later verify job tries the origin again."),
            Map.entry("key_changed", "Ask the authors, then change tfmirror.verify.pinned-keys."),
            Map.entry("key_unknown", "Only the authors can repair it; tell them."),
            Map.entry("key_revoked", "Only the authors can repair it; tell them."),
            Map.entry("key_invalid", "Only the authors can repair it; tell them."),
            Map.entry("signature_weak", "Only the authors can repair it; tell them."),
            Map.entry(
                    "unsigned",
                    "Add the hostname to tfmirror.verify.unsigned-hostnames, or do without the provider. Only the checksum is checked then."),
            Map.entry("archive_too_large", "Raise the limit if you trust the provider."),
            Map.entry(
                    "lock_mismatch",
                    "Add this platform's package to the lock file (terraform providers lock -platform=…). If it is there, the origin's bytes have changed: ask the authors."),
            Map.entry(
                    "republished",
                    "If the message names a copy, compare its SHA-256, for it may be damaged. Otherwise ask the authors. To take the new bytes, delete the package and submit it again."),
            Map.entry("not_found", "Check the version and the platform on the registry's page."),
            Map.entry(
                    "registry_refused",
                    "With 401 or 403, check the credential that the message names: origins with a login. Otherwise ask the registry's operators."),
            Map.entry(
                    "registry_answer_invalid",
                    "With 401 or 403, check the credential that the message names: origins with a login. Otherwise ask the registry's operators."),
            Map.entry(
                    "address_refused",
                    "If you trust the registry, add its host:port to tfmirror.origin.allowed-hostnames. Each hop of a redirect is checked, too."),
            Map.entry("certificate_refused", "Add the authority to tfmirror.origin.ca-bundle."),
            Map.entry("redirect_refused", "Find out why before you raise a limit of tfmirror.origin."),
            Map.entry("too_large", "Find out why before you raise a limit of tfmirror.origin."),
            Map.entry("no_version_matches", "Change the constraint or the platforms."),
            Map.entry("platform_not_offered", "Change the constraint or the platforms."),
            Map.entry("too_many_versions", "Change the constraint or the platforms."),
            Map.entry("too_many_items", "Change the constraint or the platforms."),
            Map.entry("item_unreadable", "Look at which release wrote it; submit it again."),
            Map.entry(
                    "object_missing",
                    "Look at who writes to the bucket. A job that names the package mirrors it again. A verify job also fails with one of the codes above where today's rules refuse what vouches for the package: it is untrusted."),
            Map.entry(
                    "object_altered",
                    "Look at who writes to the bucket. A job that names the package mirrors it again. A verify job also fails with one of the codes above where today's rules refuse what vouches for the package: it is untrusted."),
            Map.entry("rate_limited", "Look at the way to the origin (proxy, egress policy), and retry the job later."),
            Map.entry(
                    "registry_unavailable",
                    "Look at the way to the origin (proxy, egress policy), and retry the job later."),
            Map.entry(
                    "registry_unreachable",
                    "Look at the way to the origin (proxy, egress policy), and retry the job later."),
            Map.entry("stalled", "Look at the way to the origin (proxy, egress policy), and retry the job later."),
            Map.entry("transfer_cut", "Look at the way to the origin (proxy, egress policy), and retry the job later."),
            Map.entry(
                    "package_changed",
                    "Look at the way to the origin (proxy, egress policy), and retry the job later."),
            Map.entry("storage_unavailable", "Check the bucket and the network to it."),
            Map.entry("storage_interrupted", "Check the bucket and the network to it."),
            Map.entry("storage_refused", "Check the bucket, its credentials and its policy."),
            Map.entry("database_unavailable", "Nothing: the item continues by itself."),
            Map.entry("download_elsewhere", "Nothing."),
            Map.entry(
                    "worker_lost",
                    "Look at the platform's events: they say whether the replica was killed for its memory."),
            Map.entry("not_exportable", "Mirror or verify it, or fetch its evidence, and retry the job."),
            Map.entry("evidence_missing", "Mirror or verify it, or fetch its evidence, and retry the job."),
            Map.entry("bundle_key_missing", "Set tfmirror.bundle.signing-key in all replicas."),
            Map.entry("bundle_part_missing", "Bring the part, and retry the job."),
            Map.entry(
                    "bundle_damaged",
                    "Compare the part's SHA-256 with manifest.json; bring it again, and retry the job."),
            Map.entry("adopted_missing", "Put it there, and retry the job."),
            Map.entry(
                    "version_held",
                    "GET /admin/api/holds; waive the hold, or submit the job with \"waive\": \"why\", or wait."),
            Map.entry("not_allowed", "Allow it in tfmirror.on-demand.allow, or submit a job."),
            Map.entry("internal_error", "Look at the log of that time, and retry the job."));

    private Advice() {}

    /** Null where there is no error, or one of a newer release. */
    static @Nullable String of(@Nullable String code) {
        return code == null ? null : BY_CODE.get(code);
    }
}
