package org.tfmirror.live;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tfmirror.live.LiveJobView.Item;
import org.tfmirror.live.LiveJobView.Look;

/**
 * One client's event stream of a job. Each time it sends all that has changed since it last sent anything. A slow
 * client gets fewer events; none are queued for it. Thread-safe.
 */
public final class JobEventStream {

    /** Looks without news after which a sign of life is sent. */
    private static final int QUIET_LOOKS = 15;
    /** Looks after which the stream ends, about an hour: tokens end, too, and a client comes back with a new one. */
    private static final int MAX_LOOKS = 3_600;

    private final Sink sink;
    private long seen = -1;
    private @Nullable JobEvent job;
    private @Nullable ItemEvent downloading;
    private int quiet;
    private int looks;
    private boolean over;

    /** Where the events go. */
    public interface Sink {
        /** Whether everything sent before has been taken. */
        boolean isReady();

        void send(List<Event> events);

        void complete();
    }

    /** An event, or where {@code name} is null a mere sign of life. */
    public record Event(@Nullable String name, @Nullable Object data, boolean last) {}

    public JobEventStream(Sink sink) {
        this.sink = sink;
    }

    /** Whether the client has taken what it was sent. */
    boolean isReady() {
        return sink.isReady();
    }

    /** The number of the last change that the client knows of. */
    synchronized long seen() {
        return seen;
    }

    /**
     * Shows the job as it is now; at its end the last event is the job's, and the stream is over.
     *
     * @param ready whether the client is to be told at all, unless this is the end
     */
    synchronized void show(Look now, boolean ready) {
        boolean last = now.ended() || ++looks >= MAX_LOOKS;
        if (last || ready) {
            tell(now);
        }
        if (last) {
            end();
        }
    }

    private void tell(Look now) {
        List<Event> events = news(now);
        if (events.isEmpty() && ++quiet >= QUIET_LOOKS) {
            events.add(new Event(null, null, false));
        }
        if (!events.isEmpty()) {
            quiet = 0;
            sink.send(events);
        }
    }

    /** Nothing could be seen: the client hears at least that we are there. */
    synchronized void showNothing() {
        if (++quiet >= QUIET_LOOKS && sink.isReady()) {
            quiet = 0;
            sink.send(List.of(new Event(null, null, false)));
        }
    }

    synchronized void end() {
        over = true;
        sink.complete();
    }

    /** Whether nothing more is to be shown. */
    synchronized boolean isOver() {
        return over;
    }

    private List<Event> news(Look now) {
        List<Event> events = new ArrayList<>();
        if (now.since() > seen) {
            events.add(new Event("skipped", SkippedEvent.of(now.job().id()), false));
        }
        for (Item item : now.items()) {
            boolean moved = item.downloading() && !item.event().equals(downloading);
            if (moved || item.changeSeq() > seen) {
                events.add(new Event("item", item.event(), false));
            }
            if (item.downloading()) {
                downloading = item.event();
            }
        }
        if (!now.job().equals(job) || now.ended()) {
            events.add(new Event("job", now.job(), now.ended()));
        }
        seen = Math.max(seen, now.until());
        job = now.job();
        return events;
    }
}
