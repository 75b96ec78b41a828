package org.tfmirror.console;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tfmirror.console.page.Choice;
import org.tfmirror.console.page.Frame;

@CheckedTemplate(basePath = "console")
final class Templates {

    private Templates() {}

    static native TemplateInstance overview(Frame frame, Overview now);

    static native TemplateInstance audit(Frame frame, AuditPage page);

    static native TemplateInstance setup(Frame frame, ClientSetup setup);

    static native TemplateInstance signedOut(Frame frame);

    /**
     * Entries of the audit and their filters.
     *
     * @param next the address of the following page; null on the last
     */
    public record AuditPage(
            List<AuditRow> entries,
            String actor,
            String object,
            List<Choice> actions,
            List<Choice> outcomes,
            @Nullable String next) {

        public boolean filtered() {
            return !actor.isEmpty()
                    || !object.isEmpty()
                    || !actions.get(0).selected()
                    || !outcomes.get(0).selected();
        }
    }
}
