package org.tfmirror.local;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** The faults that wait for requests. One request meets one fault: the oldest one for its path that is not used up. Thread-safe. */
public final class FaultPlan {

    private final List<PlannedFault> planned = new CopyOnWriteArrayList<>();

    FaultPlan() {}

    /** The next {@code times} requests for a path of this kind go wrong. */
    public PlannedFault first(int times, Predicate<String> path, Fault fault) {
        PlannedFault added = new PlannedFault(path, fault, times);
        planned.add(added);
        return added;
    }

    /** Every request for a path of this kind goes wrong, until the plan is cleared. */
    public PlannedFault always(Predicate<String> path, Fault fault) {
        return first(Integer.MAX_VALUE, path, fault);
    }

    /** From now on all is well; requests that are held or stalled stay so until they are released. */
    public void clear() {
        planned.clear();
    }

    RegistryReply apply(String path, RegistryReply regular) throws IOException, InterruptedException {
        for (PlannedFault each : planned) {
            if (each.take(path)) {
                return each.fault.apply(regular);
            }
        }
        return regular;
    }

    /** One fault and how often it happened. */
    public static final class PlannedFault {

        private final Predicate<String> path;
        private final Fault fault;
        private final int times;
        private final AtomicInteger happened = new AtomicInteger();

        private PlannedFault(Predicate<String> path, Fault fault, int times) {
            this.path = path;
            this.fault = fault;
            this.times = times;
        }

        /** How many requests met this fault. */
        public int happened() {
            return happened.get();
        }

        private boolean take(String requested) {
            return path.test(requested) && happened.getAndUpdate(count -> Math.min(count + 1, times)) < times;
        }
    }
}
