package org.tfmirror.processor.ingest;

import org.tfmirror.catalog.PackageFinding;

/** A package's object is missing or altered; the catalog is to be told so together with the item's end. */
public final class PackageDamagedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient PackageFinding finding;

    PackageDamagedException(PackageFinding finding, String message) {
        super(message);
        this.finding = finding;
    }

    /** The fault's kind, {@code object_missing} or {@code object_altered}. */
    public String code() {
        return "object_" + finding.integrity().wireName();
    }

    public PackageFinding finding() {
        return finding;
    }
}
