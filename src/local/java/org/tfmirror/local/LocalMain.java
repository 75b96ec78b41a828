package org.tfmirror.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/**
 * The program behind {@code ./mvnw -Plocal}. It runs in Maven's own JVM, and holds up that JVM's end until everything that
 * was started is stopped. See {@link LocalSettings} for what it may be told.
 */
public final class LocalMain {

    private LocalMain() {}

    /** Runs until Ctrl-C or SIGTERM; a failure ends the JVM with exit code 1, after one message that says why. */
    public static void main(String[] arguments) {
        StopRequest stop = new StopRequest();
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> endOnShutdown(stop, stopped), "local-run-end"));
        boolean well;
        try {
            well = run(System.getProperties(), new LocalConsole(System.out), stop);
        } finally {
            stopped.countDown();
        }
        if (!well) {
            System.exit(1);
        }
        while (true) {
            // The JVM is ending: back in Maven, this thread would report a success that nobody asked for.
            LockSupport.park();
        }
    }

    /**
     * Runs until {@code stop}, and tells a failure.
     *
     * @return whether there was none
     */
    static boolean run(Properties properties, LocalConsole console, StopRequest stop) {
        try {
            new LocalRun(LocalSettings.of(properties), console, stop).run();
            return true;
        } catch (LocalFailureException | IOException | UncheckedIOException | IllegalStateException e) {
            console.failure(String.valueOf(e.getMessage()));
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            console.failure("it was interrupted");
            return false;
        }
    }

    private static void endOnShutdown(StopRequest stop, CountDownLatch stopped) {
        stop.request();
        try {
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
