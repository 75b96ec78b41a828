package org.tfmirror.origin.guard;

import java.net.URI;
import java.util.regex.Pattern;
import org.tfmirror.provider.SafeText;

/** URLs as messages and logs may show them: host and path. The query of a signed URL is a credential. */
public final class Shown {

    private static final int LONGEST = 300;

    private static final Pattern INNER_NAME = Pattern.compile("[a-z]+(\\.[a-z0-9]+)+\\.[A-Za-z]+(Exception|Error): ");

    private Shown() {}

    public static String url(URI url) {
        String host = url.getHost() == null ? unparsedHost(url) : url.getHost();
        String port = url.getPort() < 0 ? "" : ":" + url.getPort();
        String path = url.getRawPath() == null ? "" : url.getRawPath();
        return text(host + port + path);
    }

    /** What {@link URI} takes for no host, such as a name with an underscore; never with user information. */
    private static String unparsedHost(URI url) {
        String authority = url.getRawAuthority();
        return authority == null || authority.indexOf('@') >= 0 ? "(no host)" : authority;
    }

    /** What went wrong below, without the names of our insides that some messages carry. */
    public static String cause(Throwable cause) {
        String message = cause.getMessage() == null
                ? cause.getClass().getSimpleName().replace("Exception", "")
                : cause.getMessage();
        return INNER_NAME.matcher(text(message)).replaceAll("");
    }

    /** Text of an origin's choosing, shortened and without control characters. */
    public static String text(String text) {
        return SafeText.of(text, LONGEST);
    }
}
