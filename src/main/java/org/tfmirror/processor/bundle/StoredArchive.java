package org.tfmirror.processor.bundle;

import java.io.IOException;
import org.jboss.logging.Logger;
import org.tfmirror.origin.ArchiveStream;
import org.tfmirror.origin.OriginException;
import org.tfmirror.origin.OriginException.Aborted;
import org.tfmirror.origin.OriginException.SourceFailed;
import org.tfmirror.storage.ObjectStream;

/** An archive that comes from the bucket. */
final class StoredArchive implements ArchiveStream {

    private static final Logger LOG = Logger.getLogger(StoredArchive.class);

    private final ObjectStream object;
    private final String where;
    private volatile boolean aborted;

    /** @param where it lies, for messages */
    StoredArchive(ObjectStream object, String where) {
        this.object = object;
        this.where = where;
    }

    @Override
    public long expectedLength() {
        return object.length();
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws OriginException {
        if (aborted || Thread.currentThread().isInterrupted()) {
            throw new Aborted(where, null);
        }
        try {
            return object.body().read(buffer, offset, length);
        } catch (IOException e) {
            if (aborted || Thread.currentThread().isInterrupted()) {
                throw new Aborted(where, e);
            }
            throw new SourceFailed("storage_unavailable", true, where + " was cut while it was read", e);
        }
    }

    @Override
    public void abort() {
        aborted = true;
    }

    @Override
    public void close() {
        try {
            object.close();
        } catch (IOException e) {
            LOG.debugf("archive not closed where=%s error=%s", where, e.getMessage());
        }
    }
}
