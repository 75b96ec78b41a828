package org.tfmirror.admin.bundle;

import org.jspecify.annotations.Nullable;
import org.tfmirror.bundle.BundleNames;
import org.tfmirror.submission.JobRequestParser;
import org.tfmirror.web.InvalidRequestException;

/**
 * What is to be taken over, as sent.
 *
 * @param prefix of the keys under which the archives lie in the bucket; empty for its top
 * @param waive why versions come that are held; absent: they do not
 */
public record AdoptRequest(
        @Nullable String prefix, @Nullable String waive) {

    static @Nullable String waive(@Nullable AdoptRequest request) {
        return request == null ? null : JobRequestParser.waiver(request.waive);
    }

    /** @throws InvalidRequestException naming what is wrong */
    static String folder(@Nullable AdoptRequest request) {
        String prefix = request == null ? null : request.prefix;
        if (prefix == null) {
            throw new InvalidRequestException("prefix", "missing; empty for the bucket's top");
        }
        String folder = prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix;
        if (!folder.isEmpty() && !BundleNames.isPath(folder)) {
            throw new InvalidRequestException(
                    "prefix", "a path of letters, digits, dots, hyphens and underscores, such as copied/providers");
        }
        return folder;
    }
}
