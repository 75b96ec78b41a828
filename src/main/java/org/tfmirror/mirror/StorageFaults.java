package org.tfmirror.mirror;

import jakarta.ws.rs.core.Response;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.tfmirror.storage.ObjectMissingException;
import org.tfmirror.storage.StorageException;
import org.tfmirror.storage.StorageInterruptedException;
import org.tfmirror.storage.StorageRefusedException;
import org.tfmirror.storage.StorageUnavailableException;

/** Tells a client what became of an archive it was promised; the log says more. */
class StorageFaults {

    private static final Logger LOG = Logger.getLogger(StorageFaults.class);

    @ServerExceptionMapper
    Response missing(ObjectMissingException e) {
        LOG.errorf("a mirrored archive is missing, mirror it again error=%s", e.getMessage());
        return MirrorError.response(502, "the archive is missing in the object store; it has to be mirrored again");
    }

    @ServerExceptionMapper({
        StorageRefusedException.class,
        StorageUnavailableException.class,
        StorageInterruptedException.class
    })
    Response unavailable(StorageException e) {
        LOG.warnf("an archive was not delivered code=%s error=%s", e.code(), e.getMessage());
        return MirrorError.response(503, "the object store did not give the archive; try again");
    }
}
