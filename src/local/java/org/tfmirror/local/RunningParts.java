package org.tfmirror.local;

import java.util.ArrayDeque;
import java.util.Deque;

/** What was started, to be stopped in the opposite order; a part that fails to stop does not keep the others up. For one thread. */
final class RunningParts implements AutoCloseable {

    private record Part(String name, AutoCloseable running) {}

    private final Deque<Part> started = new ArrayDeque<>();
    private final LocalConsole console;

    RunningParts(LocalConsole console) {
        this.console = console;
    }

    <T extends AutoCloseable> T add(String name, T running) {
        started.push(new Part(name, running));
        return running;
    }

    @Override
    public void close() {
        while (!started.isEmpty()) {
            Part part = started.pop();
            try {
                part.running().close();
                console.part(part.name(), "stopped");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                console.part(part.name(), "was interrupted while it stopped");
            } catch (Exception e) {
                console.part(part.name(), "did not stop well: " + e.getMessage());
            }
        }
    }
}
