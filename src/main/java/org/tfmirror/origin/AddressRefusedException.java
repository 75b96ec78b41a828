package org.tfmirror.origin;

/** The address guard refuses to go there: scheme, userinfo, port, or an address that is not public. */
public final class AddressRefusedException extends OriginException {

    /**
     * @param where host and path, or the host alone
     * @param reason what is wrong with it
     */
    public AddressRefusedException(String where, String reason) {
        super(where + " refused: " + reason, null);
    }

    @Override
    public String code() {
        return "address_refused";
    }

    @Override
    public boolean isTransient() {
        return false;
    }
}
