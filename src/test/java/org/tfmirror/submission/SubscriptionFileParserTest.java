package org.tfmirror.submission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tfmirror.web.InvalidRequestException;

class SubscriptionFileParserTest {

    private static final String PROVIDER = "provider \"a/b\" { versions = [\"1\"] platforms = [\"linux_amd64\"] }";

    @Test
    void theExampleOfTheDocumentationIsOne() throws Exception {
        String page = Files.readString(Path.of("docs/admin-api.md"));
        int start = page.indexOf("```hcl\nrevision") + "```hcl\n".length();

        SubscriptionFileParser.Parsed parsed =
                FileParsers.subscriptions().parse(page.substring(start, page.indexOf("```", start)));

        assertThat(parsed.revision()).isEqualTo(12);
        assertThat(parsed.specs())
                .hasSize(2)
                .last()
                .satisfies(nightly -> assertThat(nightly.canonicalText())
                        .contains("0 3 * * MON-FRI Europe/Berlin", "(newest 1 of each minor)"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`subscription \"a\" { every = \"6h\" }` | line 1, column 1: a subscription has at least one provider",
                "`subscription \"a\" { every = \"6\" P }` | line 1, column 28: \"6\": an interval is",
                "`subscription \"a\" { every = \"6h\" cron = \"0 3 * * *\" P }` | name it or cron",
                "`subscription \"a\" { P }` | line 1, column 14: name it or cron",
                "`subscription \"a\" { every = \"6h\" time_zone = \"UTC\" P }` | line 1, column 45: goes with cron only",
                "`subscription \"a\" { cron = \"0 3 * * *\" time_zone = \"Mars\" P }` | not a time zone",
                "`subscription \"a\" { cron = \"0 0 30 2 *\" P }` | this time never comes",
                "`subscription \"A b\" { every = \"6h\" P }` | line 1, column 14: \"A b\": a subscription's name",
                "`subscription \"a\" { every = \"6h\" P } subscription \"a\" { every = \"6h\" P }` | has this name, at line 1, column 14",
                "`subscription { every = \"6h\" P }` | has one label, its name",
                "`subscription \"a\" { every = \"6h\" resource \"x\" {} }` | only provider blocks are allowed here",
                "`subscription \"a\" { every = \"6h\" newest = 1 P }` | unknown attribute newest",
                "`revision = \"1\"` | revision is a whole number",
                "`every = \"6h\"` | unknown attribute every",
                "`provider \"a/b\" { }` | only subscription blocks are allowed here",
            })
    void whatIsWrongIsToldWithItsPlace(String file, String message) {
        assertThat(catchThrowableOfType(
                                InvalidRequestException.class,
                                () -> FileParsers.subscriptions().parse(file.replace("P }", PROVIDER + " }")))
                        .getMessage())
                .contains(message);
    }
}
