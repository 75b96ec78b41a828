package org.tfmirror.console.session;

/** A form without a valid token of this session, or with an old one. Nothing was changed. */
public final class FormRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    FormRefusedException() {
        super("this form is too old, or came from another place; open the page again and send it from there");
    }
}
