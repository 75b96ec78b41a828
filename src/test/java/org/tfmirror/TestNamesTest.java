package org.tfmirror;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The name of a test is a sentence that is read at a glance: at most 60 letters. Read from the sources, which is quick. */
class TestNamesTest {

    private static final int LONGEST = 60;
    private static final Pattern TEST =
            Pattern.compile("@(?:Test|ParameterizedTest|RepeatedTest)\\b[\\s\\S]*?\\bvoid (\\w+)\\(");

    private static List<String> names() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .flatMap(TestNamesTest::namesIn)
                    .toList();
        }
    }

    private static Stream<String> namesIn(Path file) {
        try {
            return TEST
                    .matcher(Files.readString(file))
                    .results()
                    .map(test -> file.getFileName() + ": " + test.group(1))
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void noNameIsLonger() throws IOException {
        List<String> names = names();

        assertThat(names).hasSizeGreaterThan(1_000);
        assertThat(names)
                .filteredOn(name -> name.substring(name.indexOf(' ') + 1).length() > LONGEST)
                .isEmpty();
    }
}
