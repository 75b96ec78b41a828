package org.tfmirror.admin.bundle;

import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.tfmirror.bundle.BundleNames;
import org.tfmirror.bundle.Part;
import org.tfmirror.web.InvalidRequestException;

/**
 * A file that was uploaded.
 *
 * @param sha256 null where it is not known without reading the file
 */
public record UploadView(
        String file, long sizeBytes, @Nullable String sha256) {

    static UploadView of(Part part) {
        return new UploadView(part.name(), part.size(), part.sha256());
    }

    /** @throws InvalidRequestException where no file of a bundle can be called so */
    static void requireNames(String name, String file) {
        if (!BundleNames.isName(name)) {
            throw new InvalidRequestException("name", "letters, digits, dots, hyphens and underscores");
        }
        if (!BundleNames.isUpload(file)) {
            throw new InvalidRequestException(
                    "file",
                    "part-0001.tar and so on, manifest.json, manifest.json.sig, README.txt, or a receipt, NAME.gz");
        }
    }

    /** What the request says of its body's length. */
    static OptionalLong lengthOf(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return length == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(length));
    }
}
