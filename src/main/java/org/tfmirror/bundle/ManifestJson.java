package org.tfmirror.bundle;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/** The form of manifests, and their entries by themselves. */
public final class ManifestJson {

    static final String FORMAT = "tfmirror-bundle/1";
    static final JsonFactory JSON = JsonFactory.builder()
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    static final ObjectReader READER = JsonMapper.builder(JSON).build().reader();

    private ManifestJson() {}

    /** One entry by itself, as the database keeps it. */
    public static String write(BundleEntry entry) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            EntryJson.write(json, entry);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // written to memory
        }
        return text.toString();
    }

    /** @throws IllegalArgumentException where it is no entry */
    public static BundleEntry readEntry(String text) {
        try {
            return EntryJson.read(READER.readTree(text));
        } catch (IOException e) {
            throw new IllegalArgumentException("not JSON", e);
        }
    }
}
