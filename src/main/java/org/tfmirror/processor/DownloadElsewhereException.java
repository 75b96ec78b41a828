package org.tfmirror.processor;

import org.tfmirror.provider.PackageId;

/** Another job has the same package in its hands, or it is being removed: look again soon. */
final class DownloadElsewhereException extends Exception {

    private static final long serialVersionUID = 1L;

    DownloadElsewhereException(PackageId id) {
        super(id + " is in another job's hands, or is being removed");
    }
}
