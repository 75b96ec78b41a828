package org.tfmirror.definition;

import org.antlr.v4.runtime.BaseErrorListener;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Recognizer;
import org.antlr.v4.runtime.misc.ParseCancellationException;
import org.jspecify.annotations.Nullable;
import org.tfmirror.provider.SafeText;

/** Stops parsing at the first error, because later ones are guesses. */
final class SyntaxErrors extends BaseErrorListener {

    private static final int LONGEST = 120;

    /** Thrown through the parser, which knows no checked exceptions. */
    static final class Found extends ParseCancellationException {

        private static final long serialVersionUID = 1L;

        private final transient Position at;
        private final String what;

        Found(Position at, String what) {
            super(what);
            this.at = at;
            this.what = what;
        }

        DefinitionInvalidException asDefinitionInvalid() {
            return new DefinitionInvalidException(at, what);
        }
    }

    @Override
    public void syntaxError(
            Recognizer<?, ?> recognizer,
            @Nullable Object offendingSymbol,
            int line,
            int charPositionInLine,
            String message,
            @Nullable RecognitionException e) {
        throw new Found(new Position(line, charPositionInLine + 1), "not HCL: " + shortened(message));
    }

    /** The parser quotes what it met, however long that is, and lists what it would have liked. */
    private static String shortened(String message) {
        int list = message.indexOf(" expecting {");
        return SafeText.of(list < 0 ? message : message.substring(0, list), LONGEST);
    }
}
