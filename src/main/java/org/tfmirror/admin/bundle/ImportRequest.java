package org.tfmirror.admin.bundle;

import org.jspecify.annotations.Nullable;
import org.tfmirror.bundle.BundleNames;
import org.tfmirror.command.BundleUploads;
import org.tfmirror.web.InvalidRequestException;

/**
 * Which bundle is to be imported, as sent: one of the two.
 *
 * @param name as it was uploaded under
 * @param prefix of the keys under which its files lie in the bucket
 */
public record ImportRequest(@Nullable String name, @Nullable String prefix) {

    /** @throws InvalidRequestException naming what is wrong */
    static String folder(@Nullable ImportRequest request, BundleUploads uploads) {
        String name = request == null ? null : request.name;
        String prefix = request == null ? null : request.prefix;
        if ((name == null) == (prefix == null)) {
            throw new InvalidRequestException("name", "send either the name of an upload or a prefix of the bucket");
        }
        if (prefix != null) {
            String trimmed = prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix;
            if (!BundleNames.isPath(trimmed)) {
                throw new InvalidRequestException(
                        "prefix", "a path of letters, digits, dots, hyphens and underscores, such as carried/2026-11");
            }
            return trimmed;
        }
        if (name == null || !BundleNames.isName(name)) {
            throw new InvalidRequestException("name", "letters, digits, dots, hyphens and underscores");
        }
        return uploads.folder(name);
    }
}
