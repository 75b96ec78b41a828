package org.tfmirror.processor.bundle;

import org.tfmirror.provider.PackageId;

/** A package cannot be packed as things are; trying again changes nothing. */
public final class ExportException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String code;

    private ExportException(String code, String message) {
        super(message);
        this.code = code;
    }

    static ExportException notUsable(PackageId id) {
        return new ExportException(
                "not_exportable", id + " is not mirrored, or blocked, or its archive is missing or altered");
    }

    static ExportException withoutEvidence(PackageId id) {
        return new ExportException(
                "evidence_missing",
                id + " has no evidence, so nobody could verify it; a job of kind evidence fetches it");
    }

    static ExportException altered(PackageId id) {
        return new ExportException(
                "object_altered", "the archive of " + id + " is not what was verified; verify and mirror it again");
    }

    static ExportException noKey() {
        return new ExportException("bundle_key_missing", "tfmirror.bundle.signing-key is not set");
    }

    static ExportException forgotten(long bundle) {
        return new ExportException(
                "not_found",
                "bundle %d is past tfmirror.bundle.retention, and forgotten; export it again".formatted(bundle));
    }

    /** For programs, in snake_case. */
    public String code() {
        return code;
    }
}
