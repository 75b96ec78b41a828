package org.tfmirror.bundle;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.tfmirror.provider.PackageId;

/** Writes a manifest as it comes: all entries, then what is missing, then statements, each on a line of its own. */
public final class ManifestWriter implements AutoCloseable {

    private static final List<String> LISTS = List.of("packages", "missing", "statements");

    private final JsonGenerator json;
    private int begun;
    private int packages;
    private int missing;

    /** Begins it; closing ends it, and closes the stream. */
    public ManifestWriter(OutputStream out, ManifestHead head) throws IOException {
        json = ManifestJson.JSON.createGenerator(out);
        json.writeStartObject();
        json.writeStringField("format", ManifestJson.FORMAT);
        json.writeStringField("source", head.origin().source());
        json.writeNumberField("serial", head.origin().serial());
        json.writeStringField("created_at", head.origin().createdAt().toString());
        begin("base");
        for (String digest : head.base()) {
            json.writeString(digest);
        }
        json.writeEndArray();
        begin("parts");
        for (Part part : head.parts()) {
            json.writeRaw('\n');
            json.writeStartObject();
            json.writeStringField("name", part.name());
            json.writeNumberField("size", part.size());
            json.writeStringField("sha256", part.sha256());
            json.writeEndObject();
        }
    }

    private void begin(String list) throws IOException {
        json.writeRaw('\n');
        json.writeArrayFieldStart(list);
    }

    /** Goes on to the list with this number, from 1 on. */
    private void goTo(int list) throws IOException {
        while (begun < list) {
            json.writeEndArray();
            begin(LISTS.get(begun++));
        }
    }

    private void line(int list) throws IOException {
        goTo(list);
        json.writeRaw('\n');
    }

    /** @param entry as {@link ManifestJson#write(BundleEntry)} gives it */
    public void entry(String entry) throws IOException {
        line(1);
        json.writeRawValue(entry);
        packages++;
    }

    /** Names a package that was selected and is not packed. */
    public void missing(PackageId id) throws IOException {
        line(2);
        json.writeStartObject();
        EntryJson.writeId(json, id);
        json.writeEndObject();
        missing++;
    }

    public void statement(Statement statement) throws IOException {
        line(3);
        EntryJson.write(json, statement);
    }

    /** How many entries there are so far. */
    public int packages() {
        return packages;
    }

    /** How many are missing so far. */
    public int missing() {
        return missing;
    }

    @Override
    public void close() throws IOException {
        goTo(LISTS.size());
        json.writeEndArray();
        json.writeRaw('\n');
        json.writeEndObject();
        json.close();
    }
}
