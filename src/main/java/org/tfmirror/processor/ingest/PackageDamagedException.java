package org.tfmirror.processor.ingest;

import org.tfmirror.catalog.Integrity;
import org.tfmirror.catalog.PackageFinding;
import org.tfmirror.catalog.PackageFinding.Distrust;

/**
 * A package's object is missing or altered, or its evidence is refused. The finding is recorded with the item's end.
 */
public final class PackageDamagedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient PackageFinding finding;

    PackageDamagedException(PackageFinding finding, String message) {
        super(message);
        this.finding = finding;
    }

    /** The fault's kind: {@code object_missing}, {@code object_altered}, or the rule that refuses the evidence. */
    public String code() {
        Distrust distrust = finding.distrust();
        return finding.integrity() == Integrity.INTACT && distrust != null
                ? distrust.rule()
                : "object_" + finding.integrity().wireName();
    }

    public PackageFinding finding() {
        return finding;
    }
}
