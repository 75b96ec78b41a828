package org.tfmirror.console.page;

import jakarta.inject.Singleton;
import jakarta.ws.rs.core.MediaType;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.tfmirror.console.page.Frame.Section;
import org.tfmirror.console.session.FormRefusedException;
import org.tfmirror.refusal.Refusals;
import org.tfmirror.web.ErrorFormat;
import org.tfmirror.web.Problem;

/** Errors of the console: pages. */
@Singleton
class ConsoleErrors implements ErrorFormat {

    private static final String CONSOLE = "/console/";
    private static final MediaType HTML = MediaType.valueOf("text/html;charset=UTF-8");

    @Override
    public boolean isFor(String path) {
        return path.startsWith(CONSOLE);
    }

    @Override
    public Optional<Problem> describe(Throwable error) {
        if (error instanceof FormRefusedException refused) {
            return Optional.of(Problem.of(403, "form_refused", String.valueOf(refused.getMessage())));
        }
        return Refusals.describe(error);
    }

    @Override
    public MediaType mediaType() {
        return HTML;
    }

    @Override
    public Object body(Problem problem) {
        Frame frame = new Frame(problem.title(), Section.OVERVIEW, null, null);
        return Templates.error(frame, problem).render().getBytes(StandardCharsets.UTF_8);
    }
}
