package org.tfmirror.console.page;

import java.util.List;
import java.util.Locale;
import org.tfmirror.console.page.Frame.Section;

/**
 * A command on a page of its own, where it is explained and confirmed.
 *
 * @param verb on its button
 * @param explanation what it comes to
 * @param target where the form goes
 * @param back the page of what it is about
 * @param about the name of that page
 * @param fields what else the form sends
 * @param reasoned whether a reason is asked for
 * @param harmless whether the opposite command undoes it, so that no warning is shown
 */
public record Question(
        String title,
        String verb,
        String explanation,
        String target,
        String back,
        String about,
        List<Field> fields,
        boolean reasoned,
        boolean harmless) {

    /** A hidden field. */
    public record Field(String name, String value) {}

    public Question {
        fields = List.copyOf(fields);
    }

    /** A command on what has a page of its own, with a reason. */
    public static Question of(String verb, String about, String page, String explanation) {
        String target = page + "/" + verb.toLowerCase(Locale.ROOT);
        return new Question(verb + " " + about, verb, explanation, target, page, about, List.of(), true, false);
    }

    /** Goes elsewhere, with fields that say what it is about. */
    public Question to(String other, List<Field> sent) {
        return new Question(title, verb, explanation, other, back, about, sent, reasoned, harmless);
    }

    /** Comes back to another page when it is left. */
    public Question backTo(String page) {
        return new Question(title, verb, explanation, target, page, about, fields, reasoned, harmless);
    }

    public Question titled(String other) {
        return new Question(other, verb, explanation, target, back, about, fields, reasoned, harmless);
    }

    public Question withoutReason() {
        return new Question(title, verb, explanation, target, back, about, fields, false, harmless);
    }

    public Question asHarmless() {
        return new Question(title, verb, explanation, target, back, about, fields, reasoned, true);
    }

    /** Whether what it is about has a page of its own, beside the list of its kind. */
    public boolean leadsBeyond(Section list) {
        return !back.equals("/console/" + list.path());
    }
}
