package org.tfmirror.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VersionConstraintTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1.2.3          | 1.2.3                | 1.2.2 1.2.4 1.2.3+a 1.2.3-a",
                "1.2            | 1.2.0                | 1.2.1 1.3.0",
                "1              | 1.0.0                | 1.0.1 1.1.0",
                "=1.2.3         | 1.2.3                | 1.2.4",
                "= 1.2.3+a      | 1.2.3+a              | 1.2.3 1.2.3+b",
                "= 1.2.3-rc1    | 1.2.3-rc1            | 1.2.3 1.2.3-rc2",
                "!= 1.2.3       | 1.2.2 1.2.4 1.2.3+a  | 1.2.3 1.2.4-rc1",
                "> 1.2.3        | 1.2.4 2.0.0          | 1.2.3 1.2.3+a 1.2.2 1.2.4-rc1",
                "> 1            | 1.0.1 2.0.0          | 1.0.0 0.9.0",
                ">= 1.2.3       | 1.2.3 1.2.3+a 9.0.0  | 1.2.2 1.2.3-rc1 2.0.0-rc1",
                ">= 1.2.3+b     | 1.2.3 1.2.3+a        | 1.2.2",
                ">= 1.0.0-beta1 | 1.0.0 1.0.1          | 1.0.0-beta1 1.0.0-beta2 0.9.0",
                "< 2            | 1.9.9 0.0.0          | 2.0.0 2.0.0-rc1 2.0.1",
                "<= 2.1         | 2.1.0 2.1.0+a 1.0.0  | 2.1.1 2.2.0",
                "~> 1.2.3       | 1.2.3 1.2.99         | 1.3.0 1.2.2 2.0.0 1.3.0-rc1 1.2.4-rc1",
                "~> 1.2         | 1.2.0 1.99.0         | 2.0.0 1.1.9 2.0.0-rc1",
                "~> 1           | 1.0.0 1.99.0         | 2.0.0 0.9.0",
                "~> 0.0         | 0.0.0 0.9.0          | 1.0.0",
                "~> 1.2.3-rc1   | 1.2.3 1.2.4          | 1.2.3-rc1 1.2.3-rc2 1.3.0",
                ">= 1.2, < 2    | 1.2.0 1.99.0         | 1.1.0 2.0.0",
                ">= 1.2,!= 1.3  | 1.2.0 1.3.1          | 1.3.0 1.1.0",
                ">=1,<2,!=1.5   | 1.0.0 1.5.1          | 1.5.0 2.0.0",
                "1.0.0, 2.0.0   | ''                   | 1.0.0 2.0.0",
                "= 1.0.0-b1, > 0.9 | 1.0.0-b1          | 1.0.0 1.0.0-b2",
                "= 1.0.0-b1, > 1.0 | ''                | 1.0.0-b1 1.0.1",
            })
    void allowsWhatTerraformWouldSelect(String text, String allowed, String refused) {
        VersionConstraint constraint = VersionConstraint.parse(text);

        assertThat(versions(allowed)).allMatch(constraint::allows);
        assertThat(versions(refused)).noneMatch(constraint::allows);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''            | is missing",
                "' '           | is missing",
                "' 1.2.3'      | at character 1: unexpected blank",
                "'1.2.3 '      | at character 6: unexpected blank",
                "=> 1          | at character 1: no such operator; did you mean \">=\"?",
                "=< 1          | did you mean \"<=\"?",
                "== 1          | did you mean \"=\"?",
                "^1.2          | did you mean \"~>\"?",
                "~ 1.2         | did you mean \"~>\"?",
                "& 1           | at character 1: no such operator",
                "'1 || 2'      | at character 3: alternatives",
                ">= 1.0 < 2    | at character 8: conditions are joined by a comma",
                "1.0 - 2.0     | at character 5: conditions are joined by a comma",
                "~> x          | at character 4: wildcards",
                "1.*           | at character 1: wildcards",
                "1.x           | at character 1: wildcards",
                "*             | at character 1: wildcards",
                "~> v1.2       | at character 4: a version is written without the v",
                "v1            | at character 1",
                ">= 1, ~> 1.2.3.4 | at character 10",
                ">=            | at character 3: a version is missing",
                ">= 1,         | at character 6: a version is missing",
                ", 1           | at character 1: a version is missing",
                ">= 1,, < 2    | at character 6: a version is missing",
                ">=  1         | at character 3: at most one blank",
                "latest        | at character 1",
                "> 99999999999999999999.0.0 | too large",
            })
    void saysWhereAConstraintGoesWrong(String text, String message) {
        assertThatThrownBy(() -> VersionConstraint.parse(text))
                .isInstanceOf(InvalidNameException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {">= 1\0", "1\n", ">=\t1", ">= 1,\n< 2", "1\u00A0", "\uFF1E 1", "~>\u00A01"})
    void refusesOddCharacters(String text) {
        assertThatThrownBy(() -> VersionConstraint.parse(text)).isInstanceOf(InvalidNameException.class);
    }

    @Test
    void refusesAConstraintThatIsTooLong() {
        assertThatThrownBy(() -> VersionConstraint.parse("!= 1, ".repeat(50) + "!= 1"))
                .hasMessageContaining("at most 256");
    }

    @ParameterizedTest
    @CsvSource({"3.6.0, 3.6.0", "3.6, 3.6.0", "= 3.6.0, 3.6.0", "1.0.0-rc1+a, 1.0.0-rc1+a"})
    void knowsAnExactVersion(String text, String exact) {
        assertThat(VersionConstraint.parse(text).exact()).contains(ProviderVersion.parse(exact));
    }

    @ParameterizedTest
    @ValueSource(strings = {"~> 3.6.0", ">= 3.6.0", "!= 3.6.0", "3.6.0, 3.6.0"})
    void knowsWhatIsNoExactVersion(String text) {
        assertThat(VersionConstraint.parse(text).exact()).isEmpty();
    }

    @Test
    void selectsAllThatAreAllowedOnceEachNewestFirst() {
        List<ProviderVersion> available =
                versions("1.9.0 1.10.0 1.10.0 2.0.0-rc1 2.0.0 1.2.0").toList();
        VersionConstraint constraint = VersionConstraint.parse("~> 1.2");

        assertThat(constraint.selectFrom(available))
                .containsExactlyElementsOf(versions("1.10.0 1.9.0 1.2.0").toList());
    }

    @Test
    void selectsNothingWhereNothingMatches() {
        VersionConstraint constraint = VersionConstraint.parse("> 3");

        assertThat(constraint.selectFrom(versions("1.0.0 3.0.0").toList())).isEmpty();
        assertThat(constraint.selectFrom(List.of())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1.9.0 1.10.0 1.2.0        | 1.10.0",
                "1.0.0 2.0.0-rc1           | 1.0.0",
                "2.0.0 2.0.0-rc1 2.0.1-rc1 | 2.0.0",
                "1.0.0-rc1                 | ''",
                "''                        | ''"
            })
    void theLatestIsTheNewestThatIsNoPrerelease(String available, String latest) {
        assertThat(VersionSelector.parse("latest")
                        .selectFrom(versions(available).toList()))
                .containsExactlyElementsOf(versions(latest).toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"latest", "~> 1.2", ">= 1.2.0, < 2.0.0", "1.2.0"})
    void aSelectorIsReadFromWhatItPrints(String text) {
        assertThat(VersionSelector.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Latest", " latest", "latest, < 2", "newest", ""})
    void nothingButLatestIsTheLatest(String text) {
        assertThatThrownBy(() -> VersionSelector.parse(text)).isInstanceOf(InvalidNameException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "=1.2 | 1.2.0",
                ">=1.2,<2 | >= 1.2.0, < 2.0.0",
                "~>1.2.3 | ~> 1.2.3",
                "~>1 | ~> 1.0",
                "~>1.2-rc1 | ~> 1.2-rc1",
                "~>1.2.0-rc1 | ~> 1.2.0-rc1",
                "!=1 | != 1.0.0"
            })
    void printsItsCanonicalText(String text, String canonical) {
        VersionConstraint constraint = VersionConstraint.parse(text);

        assertThat(constraint).hasToString(canonical);
        assertThat(VersionConstraint.parse(canonical)).isEqualTo(constraint).hasToString(canonical);
    }

    private static Stream<ProviderVersion> versions(String text) {
        return Stream.of(text.split(" ")).filter(part -> !part.isEmpty()).map(ProviderVersion::parse);
    }
}
