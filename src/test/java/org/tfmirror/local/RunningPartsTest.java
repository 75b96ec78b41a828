package org.tfmirror.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunningPartsTest {

    private final List<String> stopped = new ArrayList<>();
    private final ByteArrayOutputStream told = new ByteArrayOutputStream();
    private final RunningParts parts =
            new RunningParts(new LocalConsole(new PrintStream(told, true, StandardCharsets.UTF_8)));

    @Test
    void theLastToStartIsTheFirstToStop() {
        parts.add("database", () -> stopped.add("database"));
        parts.add("application", () -> stopped.add("application"));

        parts.close();
        parts.close();

        assertThat(stopped).containsExactly("application", "database");
    }

    @Test
    void aPartThatFailsToStopIsToldAndKeepsNoOtherUp() {
        parts.add("database", () -> stopped.add("database"));
        parts.add("application", () -> {
            throw new IOException("killed");
        });

        parts.close();

        assertThat(stopped).containsExactly("database");
        assertThat(told.toString(StandardCharsets.UTF_8)).contains("did not stop well: killed");
    }
}
