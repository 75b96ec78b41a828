package org.tfmirror.processor.bundle;

import java.io.IOException;
import java.io.OutputStream;
import org.tfmirror.storage.ObjectUpload;
import org.tfmirror.storage.StorageException;

/** An upload as a stream; closing it does nothing. */
final class UploadStream extends OutputStream {

    private final ObjectUpload upload;

    UploadStream(ObjectUpload upload) {
        this.upload = upload;
    }

    /** Carries the store's exception through code that knows streams only. */
    static final class Failed extends IOException {

        private static final long serialVersionUID = 1L;

        private final StorageException reason;

        Failed(StorageException reason) {
            super(reason.getMessage(), reason);
            this.reason = reason;
        }

        StorageException reason() {
            return reason;
        }
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            upload.write(bytes, offset, length);
        } catch (StorageException e) {
            throw new Failed(e);
        }
    }
}
