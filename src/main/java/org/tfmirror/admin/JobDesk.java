package org.tfmirror.admin;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tfmirror.job.IdempotencyKey;
import org.tfmirror.job.Job;
import org.tfmirror.job.JobBell;
import org.tfmirror.job.JobStatus;
import org.tfmirror.provider.PackageId;

/** Reads and submits jobs, one transaction each. */
@ApplicationScoped
class JobDesk {

    private final JobBell bell;

    JobDesk(JobBell bell) {
        this.bell = bell;
    }

    /** What a submit came to; {@code fresh} is false where the idempotency key named an earlier one. */
    record Submitted(long jobId, boolean fresh) {}

    /** Stores the job and its items; or finds the one the key stands for. */
    @Transactional(rollbackOn = SQLException.class)
    Submitted submit(String createdBy, List<PackageId> packages, @Nullable String idempotencyKey) throws SQLException {
        IdempotencyKey key =
                idempotencyKey == null ? null : new IdempotencyKey(idempotencyKey, digest(packages.toString()));
        if (key != null) {
            Optional<Job> earlier = Job.submittedWith(createdBy, key.value());
            if (earlier.isPresent()) {
                if (!key.requestDigest().equals(earlier.get().requestDigest())) {
                    throw RefusedRequestException.keyReused(key.value());
                }
                return new Submitted(earlier.get().id(), false);
            }
        }
        Job job = Job.submit(createdBy, packages, key);
        Job.flush(); // so that a second request with the same key fails here, and not at the commit
        bell.ring(JobBell.Ring.DUE);
        return new Submitted(job.id(), true);
    }

    @Transactional
    JobView job(long id) {
        return Job.withItems(id).map(JobView::withItems).orElseThrow(() -> RefusedRequestException.unknownJob(id));
    }

    @Transactional
    JobPage newest(@Nullable JobStatus status, @Nullable Long before, int limit) {
        List<JobView> jobs = Job.newest(status, before, limit + 1).stream()
                .map(JobView::withoutItems)
                .toList();
        boolean more = jobs.size() > limit;
        List<JobView> page = more ? jobs.subList(0, limit) : jobs;
        return new JobPage(page, more ? Long.toString(page.get(limit - 1).id()) : null);
    }

    private static String digest(String text) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha256.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
