package org.tfmirror.bundle;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tfmirror.provider.PackageHash;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.Platform;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.provider.ProviderVersion;

/** A manifest's entries as JSON. Reading refuses what is missing, of another type, or no value of its kind. */
final class EntryJson {

    private EntryJson() {}

    static void write(JsonGenerator json, BundleEntry entry) throws IOException {
        json.writeStartObject();
        writeId(json, entry.id());
        json.writeStringField("part", entry.part());
        json.writeStringField("origin_name", entry.originName());
        json.writeStringField("h1", entry.h1().toString());
        json.writeArrayFieldStart("protocols");
        for (String protocol : entry.protocols()) {
            json.writeString(protocol);
        }
        json.writeEndArray();
        if (entry.publishedAt() != null) {
            json.writeStringField("published_at", entry.publishedAt().toString());
        }
        json.writeBooleanField("requires_token", entry.requiresToken());
        write(json, "archive", entry.files().archive());
        write(json, "shasums", entry.files().shasums());
        if (entry.files().signature() != null) {
            write(json, "signature", entry.files().signature());
        }
        write(json, "keys", entry.files().keys());
        json.writeEndObject();
    }

    static void writeId(JsonGenerator json, PackageId id) throws IOException {
        json.writeStringField("provider", id.provider().toString());
        json.writeStringField("version", id.version().toString());
        json.writeStringField("platform", id.platform().toString());
    }

    private static void write(JsonGenerator json, String field, Place place) throws IOException {
        json.writeObjectFieldStart(field);
        json.writeStringField("path", place.path());
        json.writeNumberField("offset", place.offset());
        json.writeNumberField("size", place.size());
        json.writeStringField("sha256", place.sha256());
        json.writeEndObject();
    }

    /** @throws RuntimeException an {@link IllegalArgumentException} that says what is wrong */
    static BundleEntry read(JsonNode json) {
        JsonNode signature = json.get("signature");
        return new BundleEntry(
                readId(json),
                text(json, "part"),
                text(json, "origin_name"),
                PackageHash.parse(text(json, "h1")),
                texts(json, "protocols"),
                json.has("published_at") ? Instant.parse(text(json, "published_at")) : null,
                json.path("requires_token").booleanValue(),
                new BundleEntry.Files(
                        place(json.get("archive"), "archive"),
                        place(json.get("shasums"), "shasums"),
                        signature == null ? null : place(signature, "signature"),
                        place(json.get("keys"), "keys")));
    }

    /** None where the decision is not known, which a later release may have. */
    static List<Statement> readStatements(JsonNode json) {
        List<Statement> statements = new ArrayList<>();
        for (Statement.Decision each : Statement.Decision.values()) {
            if (json.has(each.wireName())) {
                Platform platform = each.isOfPackage() ? Platform.parse(text(json, "platform")) : null;
                statements.add(new Statement(
                        each,
                        provider(json),
                        ProviderVersion.parse(text(json, "version")),
                        platform,
                        text(json, each.wireName())));
            }
        }
        return statements;
    }

    static void write(JsonGenerator json, Statement statement) throws IOException {
        json.writeStartObject();
        json.writeStringField("provider", statement.provider().toString());
        json.writeStringField("version", statement.version().toString());
        if (statement.platform() != null) {
            json.writeStringField("platform", statement.platform().toString());
        }
        json.writeStringField(statement.decision().wireName(), statement.reason());
        json.writeEndObject();
    }

    static PackageId readId(JsonNode json) {
        return new PackageId(
                provider(json), ProviderVersion.parse(text(json, "version")), Platform.parse(text(json, "platform")));
    }

    private static ProviderAddress provider(JsonNode json) {
        String[] parts = text(json, "provider").split("/", -1);
        if (parts.length != 3) {
            throw new IllegalArgumentException("provider is not hostname/namespace/type");
        }
        return new ProviderAddress(parts[0], parts[1], parts[2]);
    }

    private static Place place(@Nullable JsonNode json, String field) {
        if (json == null || !json.isObject()) {
            throw new IllegalArgumentException(field + " is missing");
        }
        return new Place(text(json, "path"), number(json, "offset"), number(json, "size"), text(json, "sha256"));
    }

    static String text(JsonNode json, String field) {
        JsonNode value = json.get(field);
        if (value == null || !value.isTextual()) {
            throw new IllegalArgumentException(field + " is not a text");
        }
        return value.textValue();
    }

    static long number(JsonNode json, String field) {
        JsonNode value = json.get(field);
        if (value == null || !value.isIntegralNumber() || !value.canConvertToLong()) {
            throw new IllegalArgumentException(field + " is not a whole number");
        }
        return value.longValue();
    }

    static List<String> texts(JsonNode json, String field) {
        JsonNode value = json.get(field);
        if (value == null || !value.isArray() || value.size() > 1000) {
            throw new IllegalArgumentException(field + " is not a list");
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode each : value) {
            if (!each.isTextual() || each.textValue().length() > 1000) {
                throw new IllegalArgumentException(field + " is not a list of texts");
            }
            texts.add(each.textValue());
        }
        return texts;
    }
}
