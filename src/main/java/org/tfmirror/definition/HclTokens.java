package org.tfmirror.definition;

import java.util.List;
import java.util.Set;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.Token;
import org.openrewrite.hcl.internal.grammar.HCLLexer;

/**
 * The words of a file, of which only those are let through that literal values are made of: what a parser would have to
 * follow into the depth (expressions, calls, templates) is refused before it sees it.
 */
final class HclTokens {

    /** A block, a list in it, and one more for a clear message. */
    private static final int MAX_DEPTH = 4;

    private static final Set<Integer> LITERAL = Set.of(
            HCLLexer.Identifier,
            HCLLexer.ASSIGN,
            HCLLexer.LBRACE,
            HCLLexer.RBRACE,
            HCLLexer.LBRACK,
            HCLLexer.RBRACK,
            HCLLexer.COMMA,
            HCLLexer.QUOTE,
            HCLLexer.TemplateStringLiteral,
            HCLLexer.NumericLiteral,
            HCLLexer.BooleanLiteral,
            HCLLexer.NULL,
            Token.EOF);

    /** Blocks that stand in configurations, and never in a definition or a lock file. */
    private static final Set<String> OF_CONFIGURATION =
            Set.of("terraform", "resource", "data", "variable", "output", "locals", "required_providers");

    private HclTokens() {}

    /** All words, without blanks and remarks; the last one is the end. */
    static List<Token> words(String text) throws DefinitionInvalidException {
        return lexed(text).getTokens().stream()
                .filter(token -> token.getChannel() == Token.DEFAULT_CHANNEL)
                .toList();
    }

    private static CommonTokenStream lexed(String text) throws DefinitionInvalidException {
        HCLLexer lexer = new HCLLexer(CharStreams.fromString(text));
        lexer.removeErrorListeners();
        lexer.addErrorListener(new SyntaxErrors());
        CommonTokenStream tokens = new CommonTokenStream(lexer);
        try {
            tokens.fill();
        } catch (SyntaxErrors.Found e) {
            throw e.asDefinitionInvalid();
        }
        return tokens;
    }

    static CommonTokenStream of(String text) throws DefinitionInvalidException {
        CommonTokenStream tokens = lexed(text);
        refuseConfiguration(tokens.getTokens());
        int depth = 0;
        for (Token token : tokens.getTokens()) {
            if (token.getChannel() != Token.DEFAULT_CHANNEL) {
                continue;
            }
            refuseUnlessLiteral(token);
            depth += opens(token) - closes(token);
            if (depth > MAX_DEPTH) {
                throw new DefinitionInvalidException(positionOf(token), "nested too deep");
            }
        }
        return tokens;
    }

    /** The answer to a Terraform configuration says what to send instead, not what is wrong with it. */
    private static void refuseConfiguration(List<Token> tokens) throws DefinitionInvalidException {
        int depth = 0;
        for (Token token : tokens) {
            boolean word = token.getType() == HCLLexer.Identifier;
            if (depth == 0 && word && OF_CONFIGURATION.contains(token.getText())) {
                throw new DefinitionInvalidException(
                        positionOf(token),
                        "this is a Terraform configuration, which is not read here: send its .terraform.lock.hcl,"
                                + " which terraform init and terraform providers lock write beside it, or its terraform block"
                                + " alone");
            }
            depth += opens(token) - closes(token);
        }
    }

    static Position positionOf(Token token) {
        return new Position(token.getLine(), token.getCharPositionInLine() + 1);
    }

    private static void refuseUnlessLiteral(Token token) throws DefinitionInvalidException {
        if (!LITERAL.contains(token.getType())) {
            throw new DefinitionInvalidException(
                    positionOf(token),
                    "only texts in quotes and lists of them are understood here: no expressions, variables or templates");
        }
    }

    private static int opens(Token token) {
        return token.getType() == HCLLexer.LBRACE || token.getType() == HCLLexer.LBRACK ? 1 : 0;
    }

    private static int closes(Token token) {
        return token.getType() == HCLLexer.RBRACE || token.getType() == HCLLexer.RBRACK ? 1 : 0;
    }
}
