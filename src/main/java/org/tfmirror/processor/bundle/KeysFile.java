package org.tfmirror.processor.bundle;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tfmirror.catalog.evidence.Evidence;
import org.tfmirror.origin.PublicKey;

/** The signing keys of a release as a file of a bundle: what a registry says under {@code signing_keys}. */
final class KeysFile {

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(BundleFiles.MAX_EVIDENCE)
                    .build())
            .build();
    private static final ObjectReader READER = JsonMapper.builder(JSON).build().reader();

    private KeysFile() {}

    static byte[] write(List<Evidence.Key> keys) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeArrayFieldStart("gpg_public_keys");
            for (Evidence.Key key : keys) {
                json.writeStartObject();
                json.writeStringField("key_id", key.keyId());
                json.writeStringField("ascii_armor", key.asciiArmor());
                json.writeStringField("trust_signature", key.trustSignature());
                json.writeStringField("source", key.source());
                json.writeStringField("source_url", key.sourceUrl());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // written to memory
        }
        return bytes.toByteArray();
    }

    /** @throws IOException where it is no such file */
    static List<PublicKey> read(byte[] file) throws IOException {
        JsonNode all = READER.readTree(file).path("gpg_public_keys");
        if (!all.isArray()) {
            throw new IOException("the keys are not a list");
        }
        List<PublicKey> keys = new ArrayList<>();
        for (JsonNode key : all) {
            String armor = text(key, "ascii_armor");
            if (armor == null) {
                throw new IOException("a key has no ascii_armor");
            }
            keys.add(new PublicKey(
                    text(key, "key_id"),
                    armor,
                    text(key, "trust_signature"),
                    text(key, "source"),
                    text(key, "source_url")));
        }
        return keys;
    }

    private static @Nullable String text(JsonNode key, String field) {
        return key.path(field).textValue();
    }
}
