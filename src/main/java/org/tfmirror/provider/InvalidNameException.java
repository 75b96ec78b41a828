package org.tfmirror.provider;

/** A text that is not a valid name, version, constraint, platform or hash; the message says why. */
public final class InvalidNameException extends IllegalArgumentException {

    private final String text;
    private final String reason;

    /**
     * @param text what was read; shown shortened and with control characters replaced
     * @param reason what is wrong and how to put it right, without a final stop
     */
    public InvalidNameException(String text, String reason) {
        super(SafeText.quoted(text) + ": " + reason);
        this.text = text;
        this.reason = reason;
    }

    /** The text that was refused, unshortened. */
    public String text() {
        return text;
    }

    /** The second half of the message: what is wrong, without the text. */
    public String reason() {
        return reason;
    }
}
