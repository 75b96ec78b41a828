package org.tfmirror.console.page;

import io.quarkus.qute.TemplateInstance;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.net.URI;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tfmirror.command.CommandRefusedException;
import org.tfmirror.console.page.Frame.Section;
import org.tfmirror.console.session.Sessions;
import org.tfmirror.refusal.Refusals;
import org.tfmirror.storage.StorageException;
import org.tfmirror.web.InvalidRequestException;
import org.tfmirror.web.Problem;
import org.tfmirror.web.Violation;

/** Frames pages for the visitor who asks for them. Thread-safe. */
@Singleton
public class Pages {

    private final Sessions sessions;
    private final Clock clock;

    Pages(Sessions sessions, Clock clock) {
        this.sessions = sessions;
        this.clock = clock;
    }

    public Frame frame(RoutingContext request, Section section, String title) {
        Message said = Message.named(request.request().getParam("done"));
        return new Frame(title, section, sessions.visitor(request), said == null ? null : said.text());
    }

    public Instant now() {
        return clock.instant();
    }

    public @Nullable Moment moment(@Nullable Instant at) {
        return Moment.of(at, clock.instant());
    }

    /** Asks before a command that others will wonder about. */
    public TemplateInstance ask(RoutingContext request, Section section, Question question) {
        return Templates.confirm(frame(request, section, question.title()), question);
    }

    /** What a form comes to. */
    public interface Step {
        Response take() throws IOException, SQLException, StorageException;
    }

    /**
     * What a form comes to; where it is refused, the form again, with what is wrong.
     *
     * @param again the form as it was sent, with what is wrong of it
     */
    public static Response tried(RoutingContext request, Step step, Function<List<Violation>, TemplateInstance> again)
            throws IOException, SQLException, StorageException {
        Problem problem;
        List<Violation> violations;
        try {
            return step.take();
        } catch (InvalidRequestException e) {
            violations = e.violations();
            problem = Problem.of(400, "invalid_request", "the form is not valid", violations);
        } catch (CommandRefusedException e) {
            problem = Refusals.of(e);
            violations = List.of(new Violation(problem.code(), RefusalAdvice.after(problem)));
        }
        problem.noteOn(request);
        return Response.status(problem.status()).entity(again.apply(violations)).build();
    }

    /** Sends the browser on to a page, after a form: asking for that again changes nothing. */
    public static Response seeOther(String address) {
        return Response.seeOther(URI.create(address)).build();
    }

    /** The same, where the page is to say what was done. */
    public static Response done(String path, Message message) {
        return seeOther(Address.of(path).with("done", message.code()).toString());
    }

    /**
     * The same, where there may be something to say of it first: whose clients fail now.
     *
     * @param warnings none where there is nothing to say
     * @param back the page to go on to
     */
    public Response done(RoutingContext request, Section section, Message message, List<String> warnings, String back) {
        return warnings.isEmpty()
                ? done(back, message)
                : Response.ok(Templates.warned(frame(request, section, message.text()), warnings, back))
                        .build();
    }
}
