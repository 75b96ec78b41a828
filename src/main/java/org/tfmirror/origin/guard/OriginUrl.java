package org.tfmirror.origin.guard;

import java.net.IDN;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads URLs as Terraform does, which reads them by Go's <a href="https://pkg.go.dev/net/url">net/url</a>: raw blanks
 * and other characters that RFC 3986 wants escaped are taken and escaped, names in other scripts are turned to ASCII,
 * and references resolve by RFC 3986. What comes out is a proper {@link URI}; whether it may be asked for is
 * {@link AddressGuard}'s to say, of the very URL that is then asked for.
 *
 * <p>Texts are handled byte by byte, one byte a character, as header fields come.
 */
public final class OriginUrl {

    /** RFC 1035, section 2.3.4. Of much longer ones JDK 25 throws an exception that no method declares. */
    private static final int LONGEST_HOST = 253;

    private static final Pattern ABSOLUTE = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*):(.*)", Pattern.DOTALL);
    private static final Pattern CONTROL = Pattern.compile("[\\x00-\\x1f\\x7f]");
    private static final Pattern LONE_PERCENT = Pattern.compile("%(?![0-9A-Fa-f]{2})");
    private static final Pattern IP_LITERAL = Pattern.compile("\\[[0-9A-Fa-f:.]+(%25[^\\[\\]]+)?](:[0-9]*)?");
    private static final Pattern HOST_AND_PORT = Pattern.compile("([^:\\[\\]]+)(:[0-9]*)?");
    private static final Pattern ESCAPED_ASCII = Pattern.compile("%[0-7]");
    private static final Pattern ASCII_HOST = Pattern.compile("[A-Za-z0-9._-]+");

    /** The characters that Go keeps as they are in an escaped path. */
    private static final String OF_A_PATH = "-_.~$&+,/:;=@!'()*[]%";

    /** What Go leaves alone in a path that it escapes itself. */
    private static final String OF_AN_ESCAPED_PATH = "-_.~$&+,/:;=@";

    private static final String OF_A_QUERY = "-_.~$&+,/:;=@!'()*?%";

    private OriginUrl() {}

    /** Reads a URL that stands in a document or in the configuration; in the end it need not be absolute. */
    public static URI parse(String text) throws URISyntaxException {
        return resolve(URI.create(""), text);
    }

    /** Resolves a reference that stands in a document. */
    public static URI resolve(URI base, String reference) throws URISyntaxException {
        return resolveBytes(base, bytes(reference));
    }

    /** Resolves a reference that stands in a header field, of which each character is a byte. */
    public static URI resolveHeader(URI base, String reference) throws URISyntaxException {
        return resolveBytes(base, reference);
    }

    private static URI resolveBytes(URI base, String reference) throws URISyntaxException {
        if (CONTROL.matcher(reference).find()) {
            throw new URISyntaxException("", "a control character");
        }
        String text = before(reference, '#');
        Matcher absolute = ABSOLUTE.matcher(text);
        @Nullable String scheme = absolute.matches() ? absolute.group(1).toLowerCase(Locale.ROOT) : null;
        String rest = absolute.matches() ? absolute.group(2) : text;
        @Nullable String query = rest.indexOf('?') < 0 ? null : rest.substring(rest.indexOf('?') + 1);
        String hierarchy = before(rest, '?');
        if (scheme != null && !hierarchy.startsWith("/")) {
            return new URI(scheme, hierarchy, null); // opaque, such as mailto:
        }
        if (before(hierarchy, '/').indexOf(':') >= 0) {
            throw new URISyntaxException("", "a colon in the first segment");
        }
        if (hierarchy.startsWith("//") && (scheme != null || !hierarchy.startsWith("///"))) {
            String authority = before(hierarchy.substring(2), '/');
            String path = path(hierarchy.substring(2 + authority.length()));
            return uri(scheme == null ? base.getScheme() : scheme, authority(authority), clean(path), query);
        }
        if (scheme != null) {
            return uri(scheme, "", clean(path(hierarchy)), query);
        }
        String basePath = base.getRawPath() == null ? "" : base.getRawPath();
        String path = hierarchy.isEmpty() ? basePath : path(hierarchy);
        boolean relative = !path.startsWith("/");
        String joined = relative ? basePath.substring(0, basePath.lastIndexOf('/') + 1) + path : path;
        boolean same = hierarchy.isEmpty() && query == null;
        return uri(base.getScheme(), base.getRawAuthority(), clean(joined), same ? base.getRawQuery() : query);
    }

    private static URI uri(@Nullable String scheme, @Nullable String authority, String path, @Nullable String query)
            throws URISyntaxException {
        return new URI((scheme == null ? "" : scheme + ":")
                + (authority == null ? "" : "//" + authority)
                + path.replace("[", "%5B").replace("]", "%5D")
                + (query == null ? "" : "?" + escape(LONE_PERCENT.matcher(query).replaceAll("%25"), OF_A_QUERY)));
    }

    /** The path as Go sends it: as it came, if nothing in it needs to be escaped, and else decoded and escaped anew. */
    private static String path(String raw) throws URISyntaxException {
        String decoded = decoded(raw);
        return escape(raw, OF_A_PATH).equals(raw) ? raw : escape(decoded, OF_AN_ESCAPED_PATH);
    }

    private static String decoded(String raw) throws URISyntaxException {
        if (LONE_PERCENT.matcher(raw).find()) {
            throw new URISyntaxException("", "a percent sign that begins no escape");
        }
        StringBuilder decoded = new StringBuilder();
        for (int i = 0; i < raw.length(); i++) {
            boolean escaped = raw.charAt(i) == '%';
            decoded.append(escaped ? (char) Integer.parseInt(raw.substring(i + 1, i + 3), 16) : raw.charAt(i));
            i += escaped ? 2 : 0;
        }
        return decoded.toString();
    }

    /** Host and port; user information is kept, for the guard to refuse. */
    private static String authority(String raw) throws URISyntaxException {
        int at = raw.lastIndexOf('@');
        if (at >= 0) {
            return escape(raw.substring(0, at).replace("@", "%40"), OF_A_QUERY) + "@"
                    + authority(raw.substring(at + 1));
        }
        if (raw.isEmpty() || IP_LITERAL.matcher(raw).matches()) {
            return raw;
        }
        Matcher parts = HOST_AND_PORT.matcher(raw);
        if (!parts.matches()) {
            throw new URISyntaxException("", "no host and port");
        }
        return host(parts.group(1)) + (parts.group(2) == null ? "" : parts.group(2));
    }

    /** The name in ASCII, so that the guard judges the name that will be resolved. */
    private static String host(String raw) throws URISyntaxException {
        if (ASCII_HOST.matcher(raw).matches()) {
            return raw;
        }
        try {
            byte[] utf8 = decoded(raw).getBytes(StandardCharsets.ISO_8859_1);
            String name = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
            if (name.length() > LONGEST_HOST) {
                throw new URISyntaxException("", "host name too long");
            }
            String ascii = IDN.toASCII(name, IDN.ALLOW_UNASSIGNED);
            if (!ESCAPED_ASCII.matcher(raw).find() && ASCII_HOST.matcher(ascii).matches()) {
                return ascii;
            }
        } catch (CharacterCodingException | IllegalArgumentException e) {
            throw new URISyntaxException("", "no host name");
        }
        throw new URISyntaxException("", "no host name");
    }

    /** Without {@code .} and {@code ..}, as RFC 3986 says in section 5.2.4, and beginning with a slash if not empty. */
    private static String clean(String path) {
        if (path.isEmpty()) {
            return "";
        }
        String[] segments = (path.startsWith("/") ? path.substring(1) : path).split("/", -1);
        StringBuilder clean = new StringBuilder();
        for (int i = 0; i < segments.length; i++) {
            boolean last = i == segments.length - 1;
            if (segments[i].equals("..")) {
                clean.setLength(Math.max(0, clean.lastIndexOf("/")));
            }
            boolean dots = segments[i].equals(".") || segments[i].equals("..");
            clean.append(dots ? (last ? "/" : "") : "/" + segments[i]);
        }
        return clean.isEmpty() ? "/" : clean.toString();
    }

    private static String escape(String bytes, String allowed) {
        StringBuilder escaped = new StringBuilder();
        for (char each : bytes.toCharArray()) {
            boolean alphanumeric =
                    (each >= '0' && each <= '9') || (each >= 'A' && each <= 'Z') || (each >= 'a' && each <= 'z');
            if (alphanumeric || allowed.indexOf(each) >= 0) {
                escaped.append(each);
            } else {
                escaped.append("%%%02X".formatted((int) each));
            }
        }
        return escaped.toString();
    }

    private static String before(String text, char end) {
        int at = text.indexOf(end);
        return at < 0 ? text : text.substring(0, at);
    }

    private static String bytes(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}
