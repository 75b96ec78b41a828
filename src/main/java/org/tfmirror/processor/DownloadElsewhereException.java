package org.tfmirror.processor;

import org.tfmirror.provider.PackageId;

/** Another job is downloading the same package at this moment; what it stores will serve this one too. */
final class DownloadElsewhereException extends Exception {

    private static final long serialVersionUID = 1L;

    DownloadElsewhereException(PackageId id) {
        super(id + " is being downloaded for another job");
    }
}
