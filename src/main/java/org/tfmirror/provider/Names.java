package org.tfmirror.provider;

import java.util.regex.Pattern;

/** The forms of the parts of a source address. ASCII only: internationalised names are refused in either spelling. */
final class Names {

    private static final int NAME_LENGTH = 64;
    private static final int HOSTNAME_LENGTH = 253;
    private static final int HIGHEST_PORT = 65_535;
    private static final String STANDARD_PORT = ":443";
    private static final Pattern NAMESPACE = Pattern.compile("[a-z0-9_]+(-[a-z0-9_]+)*");
    private static final Pattern TYPE = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
    private static final Pattern PORT = Pattern.compile("[1-9][0-9]{0,4}");
    /** What resolvers read as a number: with such a last label the whole name is an IPv4 address. */
    private static final Pattern NUMERIC_LABEL = Pattern.compile("[0-9]+|0x[0-9a-f]*");

    private Names() {}

    /** Folds A to Z only: other letters that Unicode would fold into ASCII (the Kelvin sign) are not the same name. */
    static String foldAscii(String text) {
        StringBuilder folded = new StringBuilder(text);
        for (int i = 0; i < folded.length(); i++) {
            char c = folded.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                folded.setCharAt(i, (char) (c + ('a' - 'A')));
            }
        }
        return folded.toString();
    }

    /** As {@link #foldAscii}; the port that is meant where there is none is left out. */
    static String foldHostname(String text) {
        String folded = foldAscii(text);
        return folded.endsWith(STANDARD_PORT) ? folded.substring(0, folded.length() - STANDARD_PORT.length()) : folded;
    }

    /** Terraform 1.16 and later take underscores in a namespace, as organizations have them. */
    static void requireNamespace(String text) {
        requireName(text, "namespace", NAMESPACE, "lower-case letters, digits, underscores and single inner hyphens");
    }

    /** A type is a part of names in configurations, where an underscore ends it. */
    static void requireType(String text) {
        requireName(text, "type", TYPE, "lower-case letters, digits and single inner hyphens");
    }

    private static void requireName(String text, String what, Pattern form, String characters) {
        if (text.isEmpty()) {
            throw new InvalidNameException(text, "the " + what + " is missing");
        }
        if (text.length() > NAME_LENGTH) {
            throw new InvalidNameException(text, "a " + what + " has at most " + NAME_LENGTH + " characters");
        }
        requireNotPunycode(text, text);
        if (!form.matcher(text).matches()) {
            throw new InvalidNameException(text, "a " + what + " has " + characters + " only");
        }
    }

    static void requireHostname(String text) {
        if (text.indexOf('@') >= 0) {
            throw new InvalidNameException(text, "a hostname carries no user name or password");
        }
        int colon = text.indexOf(':');
        String host = colon < 0 ? text : text.substring(0, colon);
        if (colon >= 0) {
            requirePort(text, text.substring(colon + 1));
        }
        if (host.isEmpty() || host.length() > HOSTNAME_LENGTH) {
            throw new InvalidNameException(text, "a hostname has 1 to " + HOSTNAME_LENGTH + " characters");
        }
        for (String label : host.split("\\.", -1)) {
            requireNotPunycode(text, label);
            if (!LABEL.matcher(label).matches()) {
                throw new InvalidNameException(
                        text, "not a registry's hostname, such as registry.terraform.io or localhost:8443");
            }
        }
    }

    static boolean isPublicHostname(String host) {
        String last = host.substring(host.lastIndexOf('.') + 1);
        return host.indexOf('.') > 0 && !NUMERIC_LABEL.matcher(last).matches() && !last.equals("localhost");
    }

    private static void requirePort(String text, String port) {
        if (!PORT.matcher(port).matches() || Integer.parseInt(port) > HIGHEST_PORT) {
            throw new InvalidNameException(text, "a port is a number from 1 to " + HIGHEST_PORT);
        }
    }

    private static void requireNotPunycode(String text, String label) {
        if (label.startsWith("xn--")) {
            throw new InvalidNameException(text, "internationalised names (xn--) are not supported");
        }
    }
}
