package org.tfmirror.console;

import java.util.List;
import org.tfmirror.console.job.JobRow;
import org.tfmirror.console.page.Moment;

/**
 * The content of the overview page.
 *
 * @param troubles what needs a person, the worst first
 * @param cares what may need a person, each with its list; of most mirrors all are 0
 * @param faults probes that are not up, by name
 */
public record Overview(
        boolean ready,
        List<String> faults,
        boolean paused,
        List<Trouble> troubles,
        List<Figure> figures,
        List<Figure> cares,
        List<JobRow> running,
        List<Arrival> arrivals) {

    /**
     * Something that needs a person.
     *
     * @param link the page on which something can be done
     * @param todo what to do next
     */
    public record Trouble(String what, String link, String name, String todo, boolean bad) {}

    /**
     * A number that answers a question.
     *
     * @param link the list behind it; empty for none
     * @param style {@code bad}, {@code wait} or empty
     */
    public record Figure(String value, String label, String link, String style) {}

    /** A package that came lately. */
    public record Arrival(long id, String name, String platform, String size, Moment at) {}
}
