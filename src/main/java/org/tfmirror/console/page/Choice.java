package org.tfmirror.console.page;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One of the values of a filter.
 *
 * @param selected whether it is the one in the page's address
 */
public record Choice(String value, String label, boolean selected) {

    /** All values, behind one that filters nothing. */
    public static List<Choice> of(List<String> values, @Nullable String selected) {
        List<Choice> choices = new ArrayList<>();
        choices.add(new Choice("", "all", selected == null || selected.isEmpty()));
        values.forEach(each -> choices.add(new Choice(each, each, each.equals(selected))));
        return choices;
    }
}
