package org.tfmirror.console;

import java.util.ArrayList;
import java.util.List;
import org.tfmirror.guide.Part;

/**
 * The guide as a page shows it.
 *
 * @param intro what stands before the first way
 * @param ways each with its lines to copy
 */
public record ClientSetup(List<Paragraph> intro, List<Way> ways) {

    /** One of the ways in which a client is set up. */
    public record Way(String heading, List<Paragraph> paragraphs) {}

    /**
     * A paragraph of words, or lines to copy.
     *
     * @param lines to copy; empty for words
     */
    public record Paragraph(List<Span> words, String lines) {

        static Paragraph of(Part part) {
            return part.kind() == Part.Kind.CODE
                    ? new Paragraph(List.of(), part.text().stripTrailing())
                    : new Paragraph(Span.of(part.text()), "");
        }
    }

    /** Some words, or what a machine reads. */
    public record Span(String text, boolean code) {

        /** What stands between backticks is for machines. */
        static List<Span> of(String text) {
            List<Span> spans = new ArrayList<>();
            String[] pieces = text.split("`", -1);
            for (int i = 0; i < pieces.length; i++) {
                if (!pieces[i].isEmpty()) {
                    spans.add(new Span(pieces[i], i % 2 == 1));
                }
            }
            return spans;
        }
    }

    static ClientSetup of(List<Part> parts) {
        List<Paragraph> intro = new ArrayList<>();
        List<Way> ways = new ArrayList<>();
        List<Paragraph> current = intro;
        for (Part each : parts) {
            switch (each.kind()) {
                case TITLE -> {
                    // the page has its own
                }
                case HEADING -> {
                    current = new ArrayList<>();
                    ways.add(new Way(each.text(), current));
                }
                case PARAGRAPH, CODE -> current.add(Paragraph.of(each));
            }
        }
        return new ClientSetup(intro, ways);
    }
}
