package org.tfmirror.origin;

/** The origin's answer is not what the protocol says: not JSON, wrongly typed, incomplete, or about something else. */
public final class RegistryAnswerInvalidException extends OriginException {

    /**
     * @param where host and path of the answer
     * @param field the field that is wrong, such as {@code signing_keys.gpg_public_keys[0].ascii_armor}, or the part of
     *     the HTTP answer
     * @param problem expected and found, never the value of a URL
     */
    public RegistryAnswerInvalidException(String where, String field, String problem) {
        super("invalid answer of " + where + ": " + field + " " + problem, null);
    }

    @Override
    public String code() {
        return "registry_answer_invalid";
    }

    @Override
    public boolean isTransient() {
        return false;
    }
}
