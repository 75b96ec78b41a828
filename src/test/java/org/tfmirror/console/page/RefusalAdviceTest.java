package org.tfmirror.console.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.tfmirror.web.Problem;

class RefusalAdviceTest {

    /** Of what a form can meet: a conflict, or what cannot be done. */
    private static final Pattern ROW =
            Pattern.compile("^\\| ((?:`[a-z_]+` ?)+) \\| (?:409|422)(?:, 422)? \\|.*\\| (.+?) \\|$", Pattern.MULTILINE);

    private static final Pattern CODE = Pattern.compile("`([a-z_]+)`");

    @Test
    void theAdviceIsThatOfTheDocumentation() throws IOException {
        String page = Files.readString(Path.of("docs", "error-codes.md"));
        String codes = page.substring(page.indexOf("## Codes of the admin API"));
        List<MatchResult> rows = ROW.matcher(codes).results().toList();

        assertThat(rows).hasSizeGreaterThan(8);
        for (MatchResult row : rows) {
            for (MatchResult code : CODE.matcher(row.group(1)).results().toList()) {
                assertThat(RefusalAdvice.of(code.group(1))).as(code.group(1)).isEqualTo(plain(row.group(2)));
            }
        }
    }

    @Test
    void theAdviceFollowsWhatIsWrong() {
        assertThat(RefusalAdvice.after(Problem.of(422, "manifest_missing", "there is no object")))
                .isEqualTo("there is no object. Upload it, or correct the name.");
        assertThat(RefusalAdvice.after(Problem.of(422, "code_of_tomorrow", "it is so")))
                .isEqualTo("it is so");
    }

    private static String plain(String markdown) {
        String text = markdown.replaceAll("\\[([^]]*)]\\([^)]*\\)", "$1").replace("`", "");
        return Character.toUpperCase(text.charAt(0)) + text.substring(1) + ".";
    }
}
