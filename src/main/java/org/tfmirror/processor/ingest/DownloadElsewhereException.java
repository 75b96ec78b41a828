package org.tfmirror.processor.ingest;

import org.tfmirror.provider.PackageId;

/** Another job has the same package in its hands, or it is being removed: look again soon. */
public final class DownloadElsewhereException extends Exception {

    private static final long serialVersionUID = 1L;

    public DownloadElsewhereException(PackageId id) {
        super(id + " is in another job's hands, or is being removed");
    }
}
