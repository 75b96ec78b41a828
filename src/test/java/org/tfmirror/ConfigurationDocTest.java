package org.tfmirror;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The README's table of keys is the configuration's, in both directions. */
class ConfigurationDocTest {

    private static final String NONE = "—";
    private static final Pattern ROW = Pattern.compile(
            "^\\| `((?:tfmirror|quarkus)\\.[^`]+)` \\| ([^|]+) \\| ([^|]+) \\| ([^|]*)\\|$", Pattern.MULTILINE);
    /** A map's entry, named in the table by what its key stands for. */
    private static final Pattern ENTRY = Pattern.compile("\\.\"[^\"]+\"$");

    private static final Pattern VARIABLE = Pattern.compile("\\b(?:TFMIRROR|QUARKUS)_[A-Z0-9_]+");

    /** A key as told or as coded; {@code value} is its default. */
    private record Key(String name, String value, String variable) {}

    @Test
    void everyKeyIsInTheTableWithItsDefaultAndItsVariable() throws IOException {
        assertThat(documented("tfmirror.")).containsExactlyInAnyOrderElementsOf(coded());
    }

    @Test
    void everyKeyOfTheTableHasAMeaning() throws IOException {
        assertThat(rows().filter(row -> row.group(1).startsWith("tfmirror.")))
                .isNotEmpty()
                .allSatisfy(row -> assertThat(row.group(4)).as(row.group(1)).isNotBlank());
    }

    @Test
    void theVariablesOfQuarkusKeysAreTheirs() throws IOException {
        assertThat(documented("quarkus."))
                .isNotEmpty()
                .allSatisfy(key -> assertThat(key.variable()).isEqualTo(variableOf(key.name())));
    }

    @Test
    void noOtherVariableIsNamedAnywhere() throws IOException {
        List<String> known = rows().map(row -> row.group(3).replace("`", "")).toList();

        assertThat(VARIABLE.matcher(readme()).results().map(MatchResult::group)).isSubsetOf(known);
    }

    private static List<Key> documented(String prefix) throws IOException {
        return rows().filter(row -> row.group(1).startsWith(prefix))
                .map(row -> new Key(
                        ENTRY.matcher(row.group(1)).replaceFirst(".*"),
                        row.group(2).replace("`", ""),
                        row.group(3).replace("`", "")))
                .toList();
    }

    private static Stream<MatchResult> rows() throws IOException {
        return ROW.matcher(readme()).results();
    }

    private static String readme() throws IOException {
        return Files.readString(Path.of("README.md"));
    }

    private static List<Key> coded() {
        return new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("org.tfmirror").stream()
                        .filter(each -> each.isAnnotatedWith(ConfigMapping.class))
                        .map(JavaClass::reflect)
                        .flatMap(mapping -> Arrays.stream(mapping.getMethods()).map(each -> key(mapping, each)))
                        .toList();
    }

    private static Key key(Class<?> mapping, Method method) {
        String name = mapping.getAnnotation(ConfigMapping.class).prefix() + "." + kebab(method.getName());
        if (method.getReturnType() == Map.class) {
            return new Key(name + ".*", NONE, NONE); // a variable's name cannot hold the names in its keys
        }
        WithDefault usual = method.getAnnotation(WithDefault.class);
        String otherwise = method.getReturnType() == Optional.class ? NONE : "required";
        return new Key(name, usual == null ? otherwise : usual.value(), variableOf(name));
    }

    private static String kebab(String camelCase) {
        return camelCase.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    /** As MicroProfile Config has it: what is neither letter nor digit becomes an underscore. */
    private static String variableOf(String name) {
        return name.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }
}
