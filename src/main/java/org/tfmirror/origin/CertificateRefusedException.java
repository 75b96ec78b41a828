package org.tfmirror.origin;

/** The origin's certificate is not one we trust for its name. */
public final class CertificateRefusedException extends OriginException {

    /** @param where host and path */
    public CertificateRefusedException(String where, Throwable cause) {
        super("the certificate of " + where + " is not trusted: " + Shown.cause(cause), cause);
    }

    @Override
    public String code() {
        return "certificate_refused";
    }

    @Override
    public boolean isTransient() {
        return false;
    }
}
