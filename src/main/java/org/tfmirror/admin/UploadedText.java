package org.tfmirror.admin;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import org.jboss.resteasy.reactive.multipart.FileUpload;
import org.jboss.resteasy.reactive.server.core.CurrentRequestManager;
import org.jboss.resteasy.reactive.server.core.multipart.FormData;
import org.jspecify.annotations.Nullable;
import org.tfmirror.web.InvalidRequestException;

/** Reads the text that comes as a file in a multipart form. */
public final class UploadedText {

    /** The part's name. */
    public static final String FILE = "file";

    private UploadedText() {}

    /**
     * Reads the file of the current request.
     *
     * @param hint what to send, where there is none
     * @throws InvalidRequestException where there is none, or more than one, or it is not a text
     */
    public static String read(@Nullable FileUpload file, String hint) throws IOException {
        refuseSecond(CurrentRequestManager.get().getFormData());
        if (file == null) {
            throw new InvalidRequestException(FILE, hint);
        }
        try {
            return Files.readString(file.uploadedFile());
        } catch (CharacterCodingException e) {
            throw new InvalidRequestException(FILE, "not UTF-8 text");
        }
    }

    /** A parameter that is a list would see it, but would be described as one. */
    private static void refuseSecond(@Nullable FormData form) {
        if (form != null && form.contains(FILE) && form.get(FILE).size() > 1) {
            throw new InvalidRequestException(FILE, "given more than once; send a form for each");
        }
    }
}
