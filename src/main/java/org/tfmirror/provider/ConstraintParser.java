package org.tfmirror.provider;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the text of a {@link VersionConstraint}, keeping the position for messages. Used once. */
final class ConstraintParser {

    private static final int LENGTH = 256;
    private static final Pattern OPERATOR = Pattern.compile("[^0-9A-Za-z.*,\\s]*");
    private static final Pattern VERSION = Pattern.compile("[0-9A-Za-z.*+-]*");
    private static final Pattern WILDCARD = Pattern.compile("([0-9]+\\.){0,2}[*xX](\\..*)?");
    private static final Map<String, String> MEANT = Map.of("=>", ">=", "=<", "<=", "==", "=", "~", "~>", "^", "~>");

    private final String text;
    private int position;

    ConstraintParser(String text) {
        this.text = text;
    }

    List<VersionTerm> parse() {
        if (text.isBlank()) {
            throw new InvalidNameException(text, "a version is missing");
        }
        if (text.length() > LENGTH) {
            throw new InvalidNameException(text, "a version constraint has at most " + LENGTH + " characters");
        }
        List<VersionTerm> terms = new ArrayList<>();
        terms.add(term());
        while (position < text.length()) {
            comma();
            terms.add(term());
        }
        return terms;
    }

    private VersionTerm term() {
        int start = position;
        VersionTerm.Operator operator = operator(take(OPERATOR), start);
        blankAfterOperator(position > start);
        int versionStart = position;
        String version = take(VERSION);
        if (version.isEmpty()) {
            throw fault(versionStart, "a version is missing");
        }
        if (WILDCARD.matcher(version).matches()) {
            throw fault(versionStart, "wildcards are not supported; leave out the numbers that may vary");
        }
        try {
            return new VersionTerm(operator, ProviderVersion.parse(version), countNumbers(version));
        } catch (InvalidNameException e) {
            throw fault(versionStart, e.reason());
        }
    }

    private VersionTerm.Operator operator(String symbol, int start) {
        if (symbol.isEmpty()) {
            return VersionTerm.Operator.EQUAL;
        }
        for (VersionTerm.Operator operator : VersionTerm.Operator.values()) {
            if (operator.symbol().equals(symbol)) {
                return operator;
            }
        }
        String meant = MEANT.get(symbol);
        throw fault(start, "no such operator" + (meant == null ? "" : "; did you mean \"" + meant + "\"?"));
    }

    private void blankAfterOperator(boolean operatorGiven) {
        int start = position;
        while (position < text.length() && Character.isWhitespace(text.charAt(position))) {
            position++;
        }
        if (position > start && !operatorGiven) {
            throw fault(start, "unexpected blank");
        }
        if (position > start + 1 || (position > start && text.charAt(start) != ' ')) {
            throw fault(start, "at most one blank may follow an operator");
        }
    }

    private void comma() {
        int start = position;
        skipBlanks();
        if (position == text.length()) {
            throw fault(start, "unexpected blank");
        }
        if (text.startsWith("||", position)) {
            throw fault(position, "alternatives (||) are not supported; list them as separate versions");
        }
        if (text.charAt(position) != ',') {
            throw fault(position, "conditions are joined by a comma");
        }
        position++;
        skipBlanks();
    }

    private void skipBlanks() {
        while (position < text.length() && text.charAt(position) == ' ') {
            position++;
        }
    }

    private String take(Pattern pattern) {
        Matcher matcher = pattern.matcher(text).region(position, text.length());
        if (!matcher.lookingAt()) {
            return "";
        }
        position = matcher.end();
        return matcher.group();
    }

    private static int countNumbers(String version) {
        String numbers = version.split("[-+]", 2)[0];
        return (int) numbers.chars().filter(c -> c == '.').count() + 1;
    }

    private InvalidNameException fault(int at, String reason) {
        return new InvalidNameException(text, "at character " + (at + 1) + ": " + reason);
    }
}
