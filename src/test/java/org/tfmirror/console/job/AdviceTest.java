package org.tfmirror.console.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class AdviceTest {

    private static final Pattern ROW =
            Pattern.compile("^\\| ((?:`[a-z_]+` ?)+) \\|.*\\| (.+?) \\|$", Pattern.MULTILINE);
    private static final Pattern CODE = Pattern.compile("`([a-z_]+)`");

    @Test
    void theAdviceIsThatOfTheDocumentation() throws IOException {
        String page = Files.readString(Path.of("docs", "error-codes.md"));
        String items = page.substring(
                page.indexOf("|---", page.indexOf("## Codes of items")), page.indexOf("## Codes of the admin API"));
        String before = "";
        int codes = 0;
        for (MatchResult row : ROW.matcher(items).results().toList()) {
            String told = plain(row.group(2));
            String advice = told.equals("The same.") ? before : told;
            before = advice;
            for (MatchResult code : CODE.matcher(row.group(1)).results().toList()) {
                assertThat(Advice.of(code.group(1))).as(code.group(1)).isEqualTo(advice);
                codes++;
            }
        }
        assertThat(codes).isGreaterThan(30);
    }

    @Test
    void aCodeOfANewerReleaseHasNone() {
        assertThat(Advice.of("code_of_tomorrow")).isNull();
        assertThat(Advice.of(null)).isNull();
    }

    private static String plain(String markdown) {
        String text = markdown.replaceAll("\\[([^]]*)]\\([^)]*\\)", "$1").replace("`", "");
        return Character.toUpperCase(text.charAt(0)) + text.substring(1) + (text.endsWith(".") ? "" : ".");
    }
}
