package org.tfmirror.processor.engine;

import java.sql.SQLException;
import java.util.List;
import org.tfmirror.job.claim.DownloadClaims;
import org.tfmirror.job.claim.DownloadClaims.DeadClaim;
import org.tfmirror.storage.MirrorLayout;
import org.tfmirror.storage.ObjectStore;
import org.tfmirror.storage.StorageException;
import org.tfmirror.storage.UnfinishedUpload;

/**
 * Aborts uploads of workers whose lease has ended, and deletes their claims. An upload begins only under a claim, so
 * an upload that began before the claim was found dead belongs to no worker.
 */
public final class DeadUploads {

    private final ObjectStore store;
    private final DownloadClaims claims;
    private final MirrorLayout layout;

    public DeadUploads(ObjectStore store, DownloadClaims claims, MirrorLayout layout) {
        this.store = store;
        this.claims = claims;
        this.layout = layout;
    }

    /** @return how many uploads were aborted */
    public int sweep() throws SQLException, StorageException {
        int aborted = 0;
        for (DeadClaim dead : claims.dead()) {
            List<UnfinishedUpload> uploads = store.unfinishedUploads(layout.keyOf(dead.id()));
            if (claims.forget(dead)) {
                for (UnfinishedUpload upload : uploads) {
                    store.abort(upload);
                    aborted++;
                }
            }
        }
        return aborted;
    }
}
