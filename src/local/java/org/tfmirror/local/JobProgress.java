package org.tfmirror.local;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Follows a job to its end and tells each step of each of its items once. For one thread. */
final class JobProgress {

    private static final Set<String> ENDS = Set.of("completed", "failed", "cancelled");
    private static final Duration PACE = Duration.ofMillis(200);

    private final AdminClient admin;
    private final LocalConsole console;
    private final StopRequest stop;
    private final Map<String, String> told = new HashMap<>();

    JobProgress(AdminClient admin, LocalConsole console, StopRequest stop) {
        this.admin = admin;
        this.console = console;
        this.stop = stop;
    }

    static boolean ended(JsonNode job) {
        return ENDS.contains(job.path("status").asText());
    }

    /** Returns the job as it is at its end, or as it was when somebody wanted the run to end. */
    JsonNode follow(String id) throws IOException, InterruptedException {
        while (true) {
            JsonNode job = admin.job(id);
            for (JsonNode item : job.path("items")) {
                tell(item, job);
            }
            if (ended(job) || stop.await(PACE)) {
                return job;
            }
        }
    }

    private void tell(JsonNode item, JsonNode job) {
        String state = state(item);
        if (!state.equals(told.put(item.path("id").asText(), state))) {
            console.line("  %3d %%  %s %s %s  %s"
                    .formatted(
                            job.path("progress").asInt(),
                            item.path("source").asText(),
                            item.path("version").asText(),
                            item.path("platform").asText(),
                            state));
        }
    }

    private static String state(JsonNode item) {
        String status = item.path("status").asText();
        String error = item.path("error_message").asText("");
        if (status.equals("completed")) {
            return "completed, %,d bytes".formatted(item.path("size_bytes").asLong());
        }
        return error.isEmpty() || error.equals("null") ? status : status + ": " + error;
    }
}
