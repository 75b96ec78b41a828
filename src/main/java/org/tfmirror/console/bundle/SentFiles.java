package org.tfmirror.console.bundle;

import jakarta.inject.Singleton;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.tfmirror.audit.Caller;
import org.tfmirror.bundle.BundleNames;
import org.tfmirror.command.bundle.BundleUploads;
import org.tfmirror.console.page.FormParts;
import org.tfmirror.console.page.FormParts.FormPart;
import org.tfmirror.provider.SafeText;
import org.tfmirror.storage.StorageException;
import org.tfmirror.web.InvalidRequestException;
import org.tfmirror.web.Violation;

/** Puts the files of a form into the bucket as they come. Thread-safe. */
@Singleton
class SentFiles {

    private static final int MOST_NAMED = 20;

    private final BundleUploads uploads;

    SentFiles(BundleUploads uploads) {
        this.uploads = uploads;
    }

    BundleUploads uploads() {
        return uploads;
    }

    /** The files that have come under a name; none where the store does not say. */
    List<String> of(String name) {
        try {
            return uploads.files(name);
        } catch (StorageException e) {
            return List.of(); // the page is of use without them
        }
    }

    /** Reads a field that has to be the next part; empty where another one is. */
    static String field(FormParts parts, String name) throws IOException {
        Optional<FormPart> part = parts.next();
        return part.isPresent() && part.get().field().equals(name) ? part.get().text() : "";
    }

    /**
     * Takes the files.
     *
     * @param name under which they are kept
     * @throws InvalidRequestException naming the files that are none of a bundle; the others have come
     */
    void take(Caller caller, String name, FormParts parts) throws IOException, SQLException, StorageException {
        if (!BundleNames.isName(name)) {
            throw new InvalidRequestException("name", "letters, digits, dots, hyphens and underscores");
        }
        List<Violation> leftOut = new ArrayList<>();
        int taken = 0;
        for (Optional<FormPart> part = parts.next(); part.isPresent(); part = parts.next()) {
            String file = part.get().file();
            if (BundleNames.isUpload(file)) {
                uploads.put(caller, name, file, part.get().content(), OptionalLong.empty());
                taken++;
            } else if (!file.isEmpty() && leftOut.size() < MOST_NAMED) {
                leftOut.add(new Violation(
                        "files", "%s is no file of a bundle and was left out".formatted(SafeText.quoted(file))));
            }
        }
        if (taken == 0) {
            leftOut.add(new Violation("files", "choose the parts, manifest.json and manifest.json.sig, or a receipt"));
        }
        if (!leftOut.isEmpty()) {
            throw new InvalidRequestException(leftOut);
        }
    }
}
