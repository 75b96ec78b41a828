package org.tfmirror.origin;

/** A redirect we do not follow: a loop, one too many, without a target, or from https to http. */
public final class RedirectRefusedException extends OriginException {

    /**
     * @param where host and path of the answer that redirects
     * @param reason why it is not followed
     */
    public RedirectRefusedException(String where, String reason) {
        super("redirect of " + where + " refused: " + reason, null);
    }

    @Override
    public String code() {
        return "redirect_refused";
    }

    @Override
    public boolean isTransient() {
        return false;
    }
}
