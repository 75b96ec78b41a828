package org.tfmirror;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each test of the running application is in the list of those that {@link ApplicationTests} runs. */
class ApplicationTestsListTest {

    private static final Path TESTS = Path.of("src/test/java");

    private static boolean needsTheApplication(Path file) {
        try {
            return Files.readString(file).lines().anyMatch("@QuarkusTest"::equals);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void theListNamesEveryQuarkusTest() throws IOException {
        List<String> found;
        try (Stream<Path> files = Files.walk(TESTS)) {
            found = files.filter(file -> file.toString().endsWith(".java"))
                    .filter(ApplicationTestsListTest::needsTheApplication)
                    .map(file -> TESTS.relativize(file).toString())
                    .sorted()
                    .toList();
        }

        assertThat(Files.readAllLines(Path.of("src/test/application-tests.txt")))
                .as("src/test/application-tests.txt: one class a line, in the order of the alphabet")
                .isEqualTo(found);
    }
}
