package org.tfmirror.console.session;

/** A form that no page of ours gave to this session, or too long ago. Nothing was changed. */
public final class FormRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    FormRefusedException() {
        super("this form is too old, or came from another place; open the page again and send it from there");
    }
}
