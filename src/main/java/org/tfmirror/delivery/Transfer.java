package org.tfmirror.delivery;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.tfmirror.provider.MinimumRate;

/**
 * One archive on its way to one client. It holds one chunk, which is either read from the source on one of the
 * delivery's threads, or taken by the client on no thread. Thread-safe.
 */
final class Transfer {

    private static final Logger LOG = Logger.getLogger(Transfer.class);

    /** More than there can be: the source says where its end is. */
    private static final long UNKNOWN = Long.MAX_VALUE;

    private final ChunkSource source;
    private final MinimumRate rate;
    private final Executor threads;
    private final NanoClock clock;
    private final Consumer<Transfer> onEnd;
    private long left;
    private @Nullable Receiver receiver;
    private boolean reading;
    private boolean ended;

    /** Nanoseconds from an arbitrary start, as {@link System#nanoTime}. */
    interface NanoClock {
        long nanos();
    }

    /** @param onEnd called once, however the transfer ends */
    Transfer(ChunkSource source, MinimumRate rate, Executor threads, NanoClock clock, Consumer<Transfer> onEnd) {
        this.source = source;
        this.rate = rate;
        this.threads = threads;
        this.clock = clock;
        this.onEnd = onEnd;
        this.left = source.length() < 0 ? UNKNOWN : source.length();
        rate.waitFrom(clock.nanos()); // a client may never begin to read
    }

    /** Begins to send. */
    void begin(Receiver client) {
        synchronized (this) {
            rate.moved(0, clock.nanos());
            receiver = client;
            if (ended) {
                client.cut();
                return;
            }
        }
        threads.execute(this::read);
    }

    /** Stops the transfer at once. */
    void cut() {
        end(false);
    }

    /** Breaks it off if the client is too slow, and tells whether it was. */
    boolean cutIfSlow() {
        synchronized (this) {
            if (ended || !rate.isMissed(clock.nanos())) {
                return false;
            }
        }
        cut();
        return true;
    }

    private void read() {
        synchronized (this) {
            if (ended) {
                return;
            }
            reading = true;
        }
        chunk().whenComplete((chunk, failure) -> {
            if (chunk == null) {
                LOG.warnf("archive not sent in full, the source failed left=%d error=%s", left, failure);
                cut();
            } else if (chunk.length == 0) {
                end(true);
            } else {
                send(chunk);
            }
        });
    }

    private CompletionStage<byte[]> chunk() {
        try {
            return source.next();
        } catch (IOException | RuntimeException e) {
            return CompletableFuture.failedStage(e);
        } finally {
            boolean close;
            synchronized (this) {
                reading = false;
                close = ended;
            }
            if (close) {
                closeSource();
            }
        }
    }

    private void send(byte[] chunk) {
        Receiver client;
        synchronized (this) {
            if (ended || receiver == null) {
                return;
            }
            client = receiver;
            rate.waitFrom(clock.nanos());
        }
        client.send(chunk).whenComplete((sent, failure) -> {
            if (failure == null) {
                taken(chunk.length);
            } else {
                cut(); // it has left
            }
        });
    }

    private void taken(int count) {
        boolean more;
        synchronized (this) {
            rate.moved(count, clock.nanos());
            left -= count;
            more = left > 0;
        }
        if (more) {
            threads.execute(this::read);
        } else {
            end(true);
        }
    }

    private void end(boolean whole) {
        Receiver client;
        boolean close;
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
            client = receiver;
            close = !reading; // otherwise its reader closes it
        }
        onEnd.accept(this);
        if (client != null && whole) {
            client.end();
        } else if (client != null) {
            client.cut();
        }
        if (close) {
            threads.execute(this::closeSource);
        }
    }

    private void closeSource() {
        try {
            source.close();
        } catch (IOException | RuntimeException e) {
            LOG.debugf("source of an archive not closed error=%s", e.getMessage());
        }
    }
}
