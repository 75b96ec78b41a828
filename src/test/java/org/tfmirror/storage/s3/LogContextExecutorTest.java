package org.tfmirror.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A pooled thread logs under the context of the thread that gave it its task. */
class LogContextExecutorTest {

    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final LogContextExecutor executor = new LogContextExecutor(thread);
    private final List<@Nullable Object> seen = new ArrayList<>();

    @AfterEach
    void end() {
        MDC.clear();
        thread.shutdownNow();
    }

    @Test
    void ofThisTaskAndNotOfTheOneItWasMadeFor() throws Exception {
        MDC.put("job", "1");
        executor.execute(() -> seen.add(MDC.get("job")));
        MDC.put("job", "2");
        executor.execute(() -> seen.add(MDC.get("job")));
        MDC.remove("job");
        executor.execute(() -> seen.add(MDC.get("job")));
        thread.shutdown();
        assertThat(thread.awaitTermination(30, TimeUnit.SECONDS)).isTrue();

        assertThat(seen).containsExactly("1", "2", null);
    }
}
