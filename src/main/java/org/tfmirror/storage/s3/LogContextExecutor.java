package org.tfmirror.storage.s3;

import java.util.Map;
import java.util.concurrent.Executor;
import org.jboss.logging.MDC;

/**
 * Runs tasks under the log context of whoever hands them in: what a part's upload logs names the job it is for. A pooled
 * thread would otherwise keep the context of the one for whom it was made.
 */
final class LogContextExecutor implements Executor {

    private final Executor threads;

    LogContextExecutor(Executor threads) {
        this.threads = threads;
    }

    @Override
    public void execute(Runnable task) {
        Map<String, Object> context = Map.copyOf(MDC.getMap());
        threads.execute(() -> {
            context.forEach(MDC::put);
            try {
                task.run();
            } finally {
                context.keySet().forEach(MDC::remove);
            }
        });
    }
}
