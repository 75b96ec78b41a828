package org.tfmirror.local;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.UUID;

/** Has the sample provider mirrored, unless it is already, and shows how that goes. For one thread. */
final class SampleMirroring {

    private final SampleProvider sample;
    private final AdminClient admin;
    private final LocalConsole console;
    private final StopRequest stop;

    SampleMirroring(SampleProvider sample, AdminClient admin, LocalConsole console, StopRequest stop) {
        this.sample = sample;
        this.admin = admin;
        this.console = console;
        this.stop = stop;
    }

    /**
     * Returns when the mirror offers the sample, or somebody wants the run to end.
     *
     * @throws LocalFailureException if the job failed
     */
    void run() throws LocalFailureException, IOException, InterruptedException {
        follow(sample.idempotencyKey());
        if (!stop.isRequested() && !isOffered()) {
            console.line("The packages of that job are gone from the mirror since: once more");
            follow("local-" + UUID.randomUUID());
        }
        if (!stop.isRequested()) {
            if (!isOffered()) {
                throw new LocalFailureException("the job completed, but the mirror does not offer " + sample.source());
            }
            console.line(
                    "The mirror offers %s %s".formatted(sample.source(), String.join(", ", SampleProvider.VERSIONS)));
        }
    }

    private boolean isOffered() throws IOException, InterruptedException {
        return admin.mirroredVersions(sample.source()).containsAll(SampleProvider.VERSIONS);
    }

    private void follow(String idempotencyKey) throws LocalFailureException, IOException, InterruptedException {
        JsonNode job = admin.submit(sample.jobRequest(), idempotencyKey);
        String id = job.path("id").asText();
        console.line("Mirroring %s: job %s".formatted(sample.source(), id));
        String status = job.path("status").asText();
        if (status.equals("failed") || status.equals("cancelled")) {
            console.line("  it is the job of an earlier run, and ended %s: retrying it".formatted(status));
            admin.retry(id);
        }
        job = new JobProgress(admin, console, stop).follow(id);
        if (JobProgress.ended(job) && !job.path("status").asText().equals("completed")) {
            throw new LocalFailureException("job %s ended %s (%d of %d items): %s"
                    .formatted(
                            id,
                            job.path("status").asText(),
                            job.path("completed_items").asInt(),
                            job.path("total_items").asInt(),
                            job.path("error_message").asText("see its items above")));
        }
    }
}
