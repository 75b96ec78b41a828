package org.tfmirror.admin.bundle;

import org.jspecify.annotations.Nullable;
import org.tfmirror.command.bundle.BundleUploads;
import org.tfmirror.submission.BundleFields;
import org.tfmirror.submission.JobRequestParser;
import org.tfmirror.web.InvalidRequestException;

/**
 * Which bundle is to be imported, as sent: one of the two.
 *
 * @param name as it was uploaded under
 * @param prefix of the keys under which its files lie in the bucket
 * @param waive why versions come that are held; absent: they do not
 */
public record ImportRequest(
        @Nullable String name,
        @Nullable String prefix,
        @Nullable String waive) {

    static @Nullable String waive(@Nullable ImportRequest request) {
        return request == null ? null : JobRequestParser.waiver(request.waive);
    }

    /** @throws InvalidRequestException naming what is wrong */
    static String folder(@Nullable ImportRequest request, BundleUploads uploads) {
        return BundleFields.folder(
                request == null ? null : request.name, request == null ? null : request.prefix, uploads);
    }
}
