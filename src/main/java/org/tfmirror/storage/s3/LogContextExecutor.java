package org.tfmirror.storage.s3;

import java.util.Map;
import java.util.concurrent.Executor;
import org.jboss.logging.MDC;

/**
 * Runs tasks under the log context of the thread that submits them, so that the log lines of a part's upload name its
 * job. A pooled thread would otherwise keep the context of the thread for which it was created.
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
