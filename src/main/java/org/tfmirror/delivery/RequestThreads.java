package org.tfmirror.delivery;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Answers the mirror's requests on threads of its own, so that nothing else that requests do keeps them busy. They use
 * at most half of the database's connections: a crowd waits for a thread, where it waits in order and without a limit
 * of time, and leaves the other half to jobs, operators and probes.
 */
@Singleton
public class RequestThreads {

    private static final long IDLE_SECONDS = 30;

    private final ExecutorService threads;

    RequestThreads(@ConfigProperty(name = "quarkus.datasource.jdbc.max-size") int connections) {
        int count = Math.max(1, connections / 2);
        ThreadPoolExecutor executor = new ThreadPoolExecutor(
                count, count, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), named());
        executor.allowCoreThreadTimeOut(true);
        threads = executor;
    }

    /** The work's answer, at once or later. Cancelling it cancels the rest of the work. */
    public CompletableFuture<Response> answer(Callable<CompletionStage<Response>> work) {
        CompletableFuture<Response> answer = new CompletableFuture<>();
        threads.execute(() -> {
            if (!answer.isDone()) {
                give(work, answer);
            }
        });
        return answer;
    }

    private static void give(Callable<CompletionStage<Response>> work, CompletableFuture<Response> answer) {
        try {
            CompletableFuture<Response> given = work.call().toCompletableFuture();
            given.whenComplete((response, failure) -> {
                if (failure == null) {
                    answer.complete(response);
                } else {
                    answer.completeExceptionally(causeOf(failure));
                }
            });
            answer.whenComplete((response, failure) -> given.cancel(false));
        } catch (Exception | Error e) {
            answer.completeExceptionally(e);
        }
    }

    /** What failed in an earlier stage comes wrapped. */
    private static Throwable causeOf(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : null;
        return cause == null ? failure : cause;
    }

    private static ThreadFactory named() {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, "tfmirror-mirror-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    @PreDestroy
    void stop() {
        threads.shutdownNow();
    }
}
