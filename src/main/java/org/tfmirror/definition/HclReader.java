package org.tfmirror.definition;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.openrewrite.hcl.internal.grammar.HCLParser;
import org.tfmirror.definition.HclBlock.HclAttribute;

/**
 * Reads HCL of blocks with literal attributes (<a
 * href="https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md">the syntax</a>), by OpenRewrite's grammar, which
 * in one point is kinder than HashiCorp's: two attributes may share a line.
 */
final class HclReader {

    private HclReader() {}

    /** Reads a file of blocks that have no blocks in them. */
    static List<HclBlock> read(String text) throws DefinitionInvalidException {
        HclBlock file = readFile(text);
        for (HclAttribute attribute : file.attributes().values()) {
            throw new DefinitionInvalidException(attribute.name().at(), "only provider blocks are allowed here");
        }
        for (HclBlock block : file.blocks()) {
            block.refuseBlocks();
        }
        return file.blocks();
    }

    /** Reads a file of attributes and blocks, which may have blocks in them; the whole as a block without a type. */
    static HclBlock readFile(String text) throws DefinitionInvalidException {
        CommonTokenStream tokens = HclTokens.of(text);
        HCLParser parser = new HCLParser(tokens);
        parser.removeErrorListeners();
        parser.addErrorListener(new SyntaxErrors());
        HCLParser.BodyContext body;
        try {
            body = parser.configFile().body();
        } catch (SyntaxErrors.Found e) {
            throw e.asDefinitionInvalid();
        }
        Token next = tokens.LT(1);
        if (next.getType() != Token.EOF) {
            throw new DefinitionInvalidException(HclTokens.positionOf(next), "not HCL: expected a block");
        }
        return block(new Located<>("", new Position(1, 1)), List.of(), body);
    }

    private static HclBlock block(HCLParser.BlockContext block) throws DefinitionInvalidException {
        List<Located<String>> labels = new ArrayList<>();
        for (HCLParser.BlockLabelContext label : block.blockLabel()) {
            labels.add(new Located<>(
                    label.stringLiteral() == null
                            ? label.getText()
                            : plain(label.stringLiteral().getText(), label),
                    positionOf(label)));
        }
        return block(
                located(block.Identifier().getSymbol()),
                labels,
                block.blockExpr().body());
    }

    /** As deep as the words allow, which is not deep. */
    private static HclBlock block(Located<String> type, List<Located<String>> labels, HCLParser.BodyContext body)
            throws DefinitionInvalidException {
        Map<String, HclAttribute> attributes = new LinkedHashMap<>();
        List<HclBlock> blocks = new ArrayList<>();
        for (HCLParser.BodyContentContext content : body.bodyContent()) {
            if (content.attribute() == null) {
                blocks.add(block(content.block()));
                continue;
            }
            HclAttribute attribute = attribute(content.attribute());
            if (attributes.put(attribute.name().value(), attribute) != null) {
                throw new DefinitionInvalidException(
                        attribute.name().at(), attribute.name().value() + " is assigned twice");
            }
        }
        return new HclBlock(type, labels, attributes, blocks);
    }

    private static HclAttribute attribute(HCLParser.AttributeContext attribute) throws DefinitionInvalidException {
        return new HclAttribute(located(attribute.getStart()), value(attribute.expression()));
    }

    private static HclValue value(HCLParser.ExpressionContext expression) throws DefinitionInvalidException {
        Position at = positionOf(expression);
        if (!(expression instanceof HCLParser.ExpressionTermContext term)) {
            return new HclValue.Other(at);
        }
        if (term.exprTerm() instanceof HCLParser.TemplateExpressionContext template
                && template.templateExpr() instanceof HCLParser.QuotedTemplateContext quoted) {
            return new HclValue.Text(new Located<>(text(quoted), at));
        }
        if (term.exprTerm() instanceof HCLParser.CollectionValueExpressionContext collection
                && collection.collectionValue().tuple() != null) {
            return texts(at, collection.collectionValue().tuple());
        }
        if (term.exprTerm() instanceof HCLParser.LiteralExpressionContext literal
                && literal.literalValue().NumericLiteral() != null) {
            return new HclValue.Digits(new Located<>(literal.getText(), at));
        }
        return new HclValue.Other(at);
    }

    private static HclValue texts(Position at, HCLParser.TupleContext tuple) throws DefinitionInvalidException {
        List<Located<String>> texts = new ArrayList<>();
        for (HCLParser.ExpressionContext element : tuple.expression()) {
            HclValue value = value(element);
            if (!(value instanceof HclValue.Text text)) {
                return new HclValue.Other(value.at());
            }
            texts.add(text.text());
        }
        return new HclValue.Texts(at, texts);
    }

    private static String text(HCLParser.QuotedTemplateContext quoted) throws DefinitionInvalidException {
        StringBuilder text = new StringBuilder();
        for (HCLParser.QuotedTemplatePartContext part : quoted.quotedTemplatePart()) {
            text.append(part.getText());
        }
        return plain(text.toString(), quoted);
    }

    /** No address, version, platform or hash has a character that would need an escape. */
    private static String plain(String text, ParserRuleContext context) throws DefinitionInvalidException {
        if (text.indexOf('\\') >= 0) {
            throw new DefinitionInvalidException(positionOf(context), "escapes are not supported in this text");
        }
        return text;
    }

    private static Located<String> located(Token token) {
        return new Located<>(token.getText(), HclTokens.positionOf(token));
    }

    private static Position positionOf(ParserRuleContext context) {
        return HclTokens.positionOf(context.getStart());
    }
}
