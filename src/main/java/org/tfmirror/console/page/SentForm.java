package org.tfmirror.console.page;

import io.vertx.ext.web.RoutingContext;
import org.jboss.resteasy.reactive.RestForm;
import org.jspecify.annotations.Nullable;
import org.tfmirror.audit.Caller;
import org.tfmirror.console.session.Sessions;

/** What the form of a command sends: the token of its page and, where one is asked for, a reason. */
public class SentForm {

    @RestForm("form_token")
    @Nullable
    String token;

    @RestForm
    @Nullable
    String reason;

    /** @throws org.tfmirror.console.session.FormRefusedException where the form is not from a page of this session */
    public Caller caller(Sessions sessions, RoutingContext request) {
        return sessions.caller(request, token);
    }

    /** @throws org.tfmirror.web.InvalidRequestException where it is missing, or no text that others can read in a line */
    public String reason() {
        return Reason.required(reason);
    }
}
