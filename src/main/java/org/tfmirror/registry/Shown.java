package org.tfmirror.registry;

import java.net.URI;

/** URLs as messages and logs may show them: host and path. The query of a signed URL is a credential. */
final class Shown {

    private static final int LONGEST = 300;

    private Shown() {}

    static String url(URI url) {
        String host = url.getHost() == null ? "(no host)" : url.getHost();
        String port = url.getPort() < 0 ? "" : ":" + url.getPort();
        String path = url.getRawPath() == null ? "" : url.getRawPath();
        return text(host + port + path);
    }

    /** Text of an origin's choosing, shortened and without control characters. */
    static String text(String text) {
        String shown = text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
        return shown.replaceAll("[\\p{Cntrl}\\p{Cf}]", "�");
    }
}
