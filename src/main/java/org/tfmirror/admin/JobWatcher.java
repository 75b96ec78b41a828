package org.tfmirror.admin;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tfmirror.admin.JobPicture.Snapshot;

/**
 * One client's view of a job: it is told what has changed since it was last told anything. One that is slow to read is
 * told less often, and nothing is kept for it meanwhile. Thread-safe.
 */
final class JobWatcher {

    /** Looks without news after which a sign of life is sent. */
    private static final int QUIET_LOOKS = 15;
    /** Looks after which the stream ends, about an hour: tokens end, too, and a client comes back with a new one. */
    private static final int MAX_LOOKS = 3_600;

    private final Sink sink;
    private @Nullable Snapshot told;
    private int quiet;
    private int looks;
    private boolean over;

    /** Where the events go. */
    interface Sink {
        /** Whether everything sent before has been taken. */
        boolean isReady();

        void send(List<Event> events);

        void complete();
    }

    /** An event, or where {@code name} is null a mere sign of life. */
    record Event(@Nullable String name, @Nullable Object data, boolean last) {}

    JobWatcher(Sink sink) {
        this.sink = sink;
    }

    /** Shows the job as it is now; at its end the last event is the job's, and the stream is over. */
    synchronized void show(Snapshot now) {
        boolean last = now.ended() || ++looks >= MAX_LOOKS;
        if (last || sink.isReady()) {
            tell(now);
        }
        if (last) {
            end();
        }
    }

    private void tell(Snapshot now) {
        List<Event> events = changes(now);
        told = now;
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

    private List<Event> changes(Snapshot now) {
        Map<Long, ItemEvent> before = told == null ? Map.of() : told.items();
        List<Event> events = new ArrayList<>();
        now.items().forEach((id, item) -> {
            if (before.get(id) != item && !item.equals(before.get(id))) {
                events.add(new Event("item", item, false));
            }
        });
        now.hidden().forEach((id, item) -> {
            if (before.containsKey(id)) { // its fault was told, so that it is over is told, too
                events.add(new Event("item", item, false));
            }
        });
        if (told == null || !told.job().equals(now.job()) || now.ended()) {
            events.add(new Event("job", now.job(), now.ended()));
        }
        return events;
    }
}
