package org.tfmirror.processor.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tfmirror.test.TestDatabase.execute;
import static org.tfmirror.test.TestDatabase.query;
import static org.tfmirror.test.TestDatabase.submit;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tfmirror.job.Lease;
import org.tfmirror.job.claim.DownloadClaims;
import org.tfmirror.job.queue.JobQueue;
import org.tfmirror.provider.PackageId;
import org.tfmirror.storage.MirrorLayout;
import org.tfmirror.storage.StorageKey;
import org.tfmirror.test.MemoryObjectStore;
import org.tfmirror.test.Packages;
import org.tfmirror.test.TestDatabase;

class DeadUploadsTest {

    private static final PackageId WANTED = Packages.number(1);
    private static final MirrorLayout LAYOUT = MirrorLayout.atTop();
    private static final StorageKey KEY = LAYOUT.keyOf(WANTED);

    private final MemoryObjectStore store = new MemoryObjectStore();
    private final DownloadClaims claims = new DownloadClaims(TestDatabase.dataSource());
    private final DeadUploads uploads = new DeadUploads(store, claims, LAYOUT);

    @BeforeEach
    void empty() {
        TestDatabase.empty();
    }

    @Test
    void theUploadOfALostWorkerIsAbortedWithItsClaim() throws Exception {
        expire(begin());

        assertThat(uploads.sweep()).isEqualTo(1);

        assertThat(store.openUploads()).isZero();
        assertThat(query("select * from package_download")).isEmpty();
    }

    @Test
    void theUploadOfALivingWorkerIsLeftAlone() throws Exception {
        begin();

        assertThat(uploads.sweep()).isZero();

        assertThat(store.openUploads()).isEqualTo(1);
    }

    @Test
    void anUploadThatNobodyClaimedIsLeftAlone() throws Exception {
        store.begin(KEY, Map.of());

        assertThat(uploads.sweep()).isZero();

        assertThat(store.openUploads()).isEqualTo(1);
    }

    @Test
    void theUploadOfASuccessorThatComesInBetweenIsLeftAlone() throws Exception {
        expire(begin());
        Lease nextJob = claim();
        DownloadClaims raced = new DownloadClaims(TestDatabase.dataSource()) {
            @Override
            public boolean forget(DeadClaim dead) throws SQLException {
                claims.claim(WANTED, nextJob);
                return super.forget(dead);
            }
        };

        assertThat(new DeadUploads(store, raced, LAYOUT).sweep()).isZero();

        assertThat(store.openUploads()).isEqualTo(1); // which the nextJob aborts itself
    }

    private Lease begin() throws Exception {
        Lease lease = claim();
        claims.claim(WANTED, lease);
        store.begin(KEY, Map.of());
        return lease;
    }

    private static Lease claim() throws SQLException {
        submit(WANTED);
        return new JobQueue(TestDatabase.dataSource())
                .claim("somebody", 1, Duration.ofMinutes(1))
                .jobs()
                .get(0)
                .lease();
    }

    private static void expire(Lease lease) {
        execute("update job set lease_expires_at = now() where id = ?", lease.jobId());
    }
}
