package org.tfmirror.origin.http;

import java.net.URI;
import java.util.regex.Pattern;
import org.tfmirror.origin.guard.HostPort;

/** A token for one host. It is sent to no other, and over TLS only; nothing shows it. Immutable. */
public final class Credential {

    /** <a href="https://www.rfc-editor.org/rfc/rfc9110#section-5.5">RFC 9110, 5.5</a>: what a header can carry. */
    private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]{1,16000}");

    private final String name;
    private final HostPort host;
    private final String token;

    /**
     * @param name of the key or variable that it comes from, for messages
     * @throws IllegalArgumentException where no header can carry the token; the message does not repeat it
     */
    Credential(String name, HostPort host, String token) {
        if (!TOKEN.matcher(token).matches()) {
            throw new IllegalArgumentException(name + ": a token is visible ASCII characters without blanks");
        }
        this.name = name;
        this.host = host;
        this.token = token;
    }

    String name() {
        return name;
    }

    HostPort host() {
        return host;
    }

    boolean isFor(URI url) {
        return "https".equalsIgnoreCase(url.getScheme()) && HostPort.of(url).equals(host);
    }

    /** The value of an {@code Authorization} header. */
    String header() {
        return "Bearer " + token;
    }

    @Override
    public String toString() {
        return name;
    }
}
