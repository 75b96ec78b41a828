package org.tfmirror.guide;

import java.util.List;
import java.util.stream.Collectors;

/** A piece of the page: what it is, and its text, of one paragraph or of a few lines to copy. */
public record Part(Kind kind, String text) {

    /** How a piece is shown. */
    public enum Kind {
        TITLE,
        HEADING,
        PARAGRAPH,
        CODE
    }

    /** As a person reads it in a terminal. */
    public static String plain(List<Part> parts) {
        return parts.stream().map(Part::plain).collect(Collectors.joining("\n"));
    }

    /** As a browser shows it: no style and no script, which our own policy would not let it run. */
    public static String page(List<Part> parts) {
        return parts.stream()
                .map(Part::html)
                .collect(Collectors.joining(
                        "\n",
                        "<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\">"
                                + "<meta name=\"viewport\" content=\"width=device-width\">"
                                + "<title>Set up a client</title></head>\n<body>\n",
                        "\n</body>\n</html>\n"));
    }

    private String plain() {
        return switch (kind) {
            case TITLE -> text + "\n" + "=".repeat(text.length()) + "\n";
            case HEADING -> text + "\n" + "-".repeat(text.length()) + "\n";
            case PARAGRAPH -> text + "\n";
            case CODE -> text.stripTrailing().indent(4);
        };
    }

    private String html() {
        String escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
        return switch (kind) {
            case TITLE -> "<h1>" + escaped + "</h1>";
            case HEADING -> "<h2>" + escaped + "</h2>";
            case PARAGRAPH -> "<p>" + escaped + "</p>";
            case CODE -> "<pre>" + escaped.stripTrailing() + "</pre>";
        };
    }
}
