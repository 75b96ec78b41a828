package org.tfmirror.job.claim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tfmirror.test.TestDatabase.execute;
import static org.tfmirror.test.TestDatabase.query;
import static org.tfmirror.test.TestDatabase.submit;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tfmirror.job.Lease;
import org.tfmirror.job.claim.DownloadClaims.Claim;
import org.tfmirror.job.claim.DownloadClaims.DeadClaim;
import org.tfmirror.job.queue.JobQueue;
import org.tfmirror.provider.PackageId;
import org.tfmirror.test.Packages;
import org.tfmirror.test.TestDatabase;

class DownloadClaimsTest {

    private static final PackageId WANTED = Packages.number(1);

    private final JobQueue queue = new JobQueue(TestDatabase.dataSource());
    private final DownloadClaims claims = new DownloadClaims(TestDatabase.dataSource());
    private Lease first = new Lease(0, 0);
    private Lease second = new Lease(0, 0);

    @BeforeEach
    void twoJobsOnOnePackage() throws SQLException {
        TestDatabase.empty();
        submit(WANTED);
        submit(WANTED);
        first = queue.claim("a", 1, Duration.ofMinutes(1)).jobs().get(0).lease();
        second = queue.claim("b", 1, Duration.ofMinutes(1)).jobs().get(0).lease();
    }

    @Test
    void oneOfTwoJobsDownloadsAndTheOtherWaits() throws SQLException {
        assertThat(claims.claim(WANTED, first)).isTrue();
        assertThat(claims.claim(WANTED, second)).isFalse();
        assertThat(claims.claim(WANTED, first)).isTrue();
        assertThat(claims.claim(Packages.number(2), second)).isTrue();
    }

    @Test
    void aReleasedPackageIsFree() throws SQLException {
        claims.claim(WANTED, first);

        release(first);

        assertThat(claims.claim(WANTED, second)).isTrue();
    }

    @Test
    void releasingLeavesOthersClaims() throws SQLException {
        claims.claim(WANTED, first);

        release(second);

        assertThat(claims.claim(WANTED, second)).isFalse();
    }

    @Test
    void theClaimOfALostLeaseIsTakenOver() throws SQLException {
        claims.claim(WANTED, first);
        execute("update job set lease_expires_at = now() - interval '1 second' where id = ?", first.jobId());

        assertThat(claims.claim(WANTED, second)).isTrue();
    }

    @Test
    void theClaimOfAJobThatWasGivenBackIsTakenOver() throws SQLException {
        claims.claim(WANTED, first);
        queue.giveBack(first);

        assertThat(claims.claim(WANTED, second)).isTrue();
    }

    @Test
    void aZombieClaimsNothing() throws SQLException {
        queue.giveBack(first);

        assertThat(claims.claim(WANTED, first)).isFalse();
        assertThat(query("select * from package_download")).isEmpty();
    }

    @Test
    void onlyTheDeadAreForgotten() throws SQLException {
        claims.claim(WANTED, first);
        claims.claim(Packages.number(2), second);
        queue.giveBack(first);

        assertThat(claims.dead()).containsExactly(new DeadClaim(WANTED, first));
        assertThat(claims.forget(new DeadClaim(WANTED, first))).isTrue();
        assertThat(claims.forget(new DeadClaim(Packages.number(2), second))).isFalse();
        assertThat(query("select job_id from package_download")).hasSize(1);
    }

    @Test
    void whoeverTakesOverIsToldSoAndADeadClaimThatWasTakenOverStays() throws SQLException {
        assertThat(claims.take(WANTED, first)).isEqualTo(Claim.FRESH);
        queue.giveBack(first);
        DeadClaim dead = claims.dead().get(0);

        assertThat(claims.take(WANTED, second)).isEqualTo(Claim.TAKEN_OVER);

        assertThat(claims.forget(dead)).isFalse();
        assertThat(query("select job_id from package_download")).containsExactly(List.of(second.jobId()));
    }

    private void release(Lease lease) throws SQLException {
        try (Connection connection = TestDatabase.dataSource().getConnection()) {
            claims.release(connection, lease);
        }
    }
}
