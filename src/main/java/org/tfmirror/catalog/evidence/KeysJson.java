package org.tfmirror.catalog.evidence;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tfmirror.catalog.evidence.Evidence.Key;

/** Writes signing keys as ASCII JSON: equal keys give equal text. */
final class KeysJson {

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(64 * 1024 * 1024)
                    .build())
            .build();
    private static final ObjectReader READER = JsonMapper.builder(JSON).build().reader();

    private KeysJson() {}

    static String write(List<Key> keys) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartArray();
            for (Key key : keys) {
                json.writeStartObject();
                json.writeStringField("key_id", key.keyId());
                json.writeStringField("ascii_armor", key.asciiArmor());
                json.writeStringField("trust_signature", key.trustSignature());
                json.writeStringField("source", key.source());
                json.writeStringField("source_url", key.sourceUrl());
                json.writeEndObject();
            }
            json.writeEndArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a text that is written to memory
        }
        return text.toString();
    }

    /** @throws IOException where it is not what {@link #write} writes */
    static List<Key> read(String text) throws IOException {
        JsonNode all = READER.readTree(text);
        List<Key> keys = new ArrayList<>();
        if (!all.isArray()) {
            throw new IOException("the keys are not a list");
        }
        for (JsonNode key : all) {
            String armor = text(key, "ascii_armor");
            if (armor == null) {
                throw new IOException("a key has no ascii_armor");
            }
            keys.add(new Key(
                    text(key, "key_id"),
                    armor,
                    text(key, "trust_signature"),
                    text(key, "source"),
                    text(key, "source_url")));
        }
        return keys;
    }

    private static @Nullable String text(JsonNode key, String field) {
        JsonNode value = key.get(field);
        return value == null || !value.isTextual() ? null : value.textValue();
    }
}
