package org.tfmirror.definition;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.antlr.v4.runtime.Token;
import org.jspecify.annotations.Nullable;
import org.openrewrite.hcl.internal.grammar.HCLLexer;
import org.tfmirror.definition.ProviderFile.Required;
import org.tfmirror.definition.ProviderFile.Requirements;

/**
 * Reads <a href="https://developer.hashicorp.com/terraform/language/providers/requirements">{@code required_providers}</a>
 * of a file that has nothing but {@code terraform} blocks, by its words alone: everything else in these blocks is passed
 * over, however deep it is nested. Used once.
 */
final class RequiredProviders {

    private static final String TERRAFORM = "terraform";
    private static final String REQUIRED_PROVIDERS = "required_providers";
    private static final String ANY_VERSION = "latest";
    private static final Set<Integer> OPENING = Set.of(HCLLexer.LBRACE, HCLLexer.LBRACK, HCLLexer.LPAREN);
    private static final Set<Integer> CLOSING = Set.of(HCLLexer.RBRACE, HCLLexer.RBRACK, HCLLexer.RPAREN);

    private final List<Token> words;
    private final List<Required> providers = new ArrayList<>();
    private int next;

    private RequiredProviders(List<Token> words) {
        this.words = words;
    }

    /** Empty where the file has other blocks, or none at all. */
    static Optional<ProviderFile> read(String text) throws DefinitionInvalidException {
        RequiredProviders reader = new RequiredProviders(HclTokens.words(text));
        return reader.isOfTerraformBlocks() ? Optional.of(reader.file()) : Optional.empty();
    }

    private boolean isOfTerraformBlocks() {
        int depth = 0;
        boolean any = false;
        for (Token word : words) {
            if (depth == 0 && word.getType() == HCLLexer.Identifier) {
                any = true;
                if (!word.getText().equals(TERRAFORM)) {
                    return false;
                }
            }
            depth += OPENING.contains(word.getType()) ? 1 : CLOSING.contains(word.getType()) ? -1 : 0;
        }
        return any;
    }

    private Requirements file() throws DefinitionInvalidException {
        while (peek() != Token.EOF) {
            expect(HCLLexer.Identifier, "a terraform block");
            expect(HCLLexer.LBRACE, "{ after terraform");
            while (peek() != HCLLexer.RBRACE) {
                Token name = expect(HCLLexer.Identifier, "a name or }");
                if (name.getText().equals(REQUIRED_PROVIDERS) && peek() == HCLLexer.LBRACE) {
                    required();
                } else {
                    passOver();
                }
            }
            next++;
        }
        return new Requirements(providers);
    }

    /** To the end of an attribute's value, or of a block: where the next name stands on another line. */
    private void passOver() throws DefinitionInvalidException {
        int depth = 0;
        int line = words.get(next - 1).getLine();
        while (peek() != Token.EOF) {
            Token word = words.get(next);
            boolean ended = depth == 0
                    && (word.getType() == HCLLexer.RBRACE
                            || (word.getType() == HCLLexer.Identifier && word.getLine() > line));
            if (ended) {
                return;
            }
            depth += OPENING.contains(word.getType()) ? 1 : CLOSING.contains(word.getType()) ? -1 : 0;
            line = word.getLine();
            next++;
        }
        throw fault("}");
    }

    private void required() throws DefinitionInvalidException {
        next++;
        while (peek() != HCLLexer.RBRACE) {
            Token name = expect(HCLLexer.Identifier, "a provider's local name or }");
            expect(HCLLexer.ASSIGN, "= after " + name.getText());
            if (peek() == HCLLexer.LBRACE) {
                providers.add(entry(name));
            } else {
                providers.add(new Required(inferred(name), text()));
            }
            passComma();
        }
        next++;
    }

    /** A {@code source}, a {@code version}, or both, and what else there is. */
    private Required entry(Token name) throws DefinitionInvalidException {
        Map<String, Located<String>> values = new HashMap<>();
        next++;
        while (peek() != HCLLexer.RBRACE) {
            Token attribute = expect(HCLLexer.Identifier, "source, version or }");
            if (peek() != HCLLexer.ASSIGN && peek() != HCLLexer.COLON) {
                throw fault("= after " + attribute.getText());
            }
            next++;
            if (attribute.getText().equals("source") || attribute.getText().equals("version")) {
                values.put(attribute.getText(), text());
            } else {
                passValue();
            }
            passComma();
        }
        next++;
        @Nullable Located<String> source = values.get("source");
        @Nullable Located<String> version = values.get("version");
        return new Required(
                source == null ? inferred(name) : source,
                version == null ? new Located<>(ANY_VERSION, HclTokens.positionOf(name)) : version);
    }

    /** A list, such as that of {@code configuration_aliases}. */
    private void passValue() throws DefinitionInvalidException {
        expect(HCLLexer.LBRACK, "a list");
        for (int depth = 1; depth > 0; next++) {
            if (peek() == Token.EOF) {
                throw fault("]");
            }
            depth += OPENING.contains(peek()) ? 1 : CLOSING.contains(peek()) ? -1 : 0;
        }
    }

    private void passComma() {
        if (peek() == HCLLexer.COMMA) {
            next++;
        }
    }

    /** What Terraform takes where no source is named. */
    private static Located<String> inferred(Token name) {
        return new Located<>("hashicorp/" + name.getText(), HclTokens.positionOf(name));
    }

    private Located<String> text() throws DefinitionInvalidException {
        Token start = expect(HCLLexer.QUOTE, "a text in quotes");
        StringBuilder text = new StringBuilder();
        while (peek() == HCLLexer.TemplateStringLiteral) {
            text.append(words.get(next++).getText());
        }
        expect(HCLLexer.QUOTE, "the end of a text without templates");
        return new Located<>(text.toString(), HclTokens.positionOf(start));
    }

    private int peek() {
        return words.get(next).getType();
    }

    private Token expect(int type, String what) throws DefinitionInvalidException {
        if (peek() != type) {
            throw fault(what);
        }
        return words.get(next++);
    }

    private DefinitionInvalidException fault(String what) {
        return new DefinitionInvalidException(HclTokens.positionOf(words.get(next)), "expected " + what);
    }
}
