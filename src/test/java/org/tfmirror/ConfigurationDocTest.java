package org.tfmirror;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tfmirror.test.ConfigurationPage;
import org.tfmirror.test.QuarkusKeys;

/** The tables of docs/configuration.md are the configuration's, in both directions. */
class ConfigurationDocTest {

    private static final String NONE = "—";
    /** A map's entry, named in the table by what its key stands for. */
    private static final Pattern ENTRY = Pattern.compile("\\.\"[^\"]+\"$");

    private static final Pattern VARIABLE = Pattern.compile("\\b(?:TFMIRROR|QUARKUS)_[A-Z0-9_]+");

    private static ConfigurationPage page;

    /** A key as told or as coded; {@code value} is its default. */
    private record Key(String name, String value, String variable) {}

    @BeforeAll
    static void readThePage() throws IOException {
        page = ConfigurationPage.read();
    }

    @Test
    void everyKeyIsInTheTableWithItsDefaultAndItsVariable() {
        assertThat(page.rowsOf("tfmirror."))
                .map(row -> new Key(ENTRY.matcher(row.name()).replaceFirst(".*"), row.value(), row.variable()))
                .containsExactlyInAnyOrderElementsOf(coded());
    }

    @Test
    void everyRowHasAMeaning() {
        assertThat(page.rows())
                .isNotEmpty()
                .allSatisfy(row -> assertThat(row.meaning()).as(row.name()).isNotBlank());
    }

    @Test
    void everyQuarkusKeyExistsAndMayBeSetAtTheStartByItsVariable() throws IOException {
        Map<String, String> real = QuarkusKeys.read().runtimeVariables();

        assertThat(page.rowsOf("quarkus."))
                .isNotEmpty()
                .allSatisfy(row -> assertThat(real).containsEntry(row.name(), row.variable()));
    }

    @Test
    void theDefaultsOfQuarkusKeysAreOursOrTheirs() throws IOException {
        QuarkusKeys real = QuarkusKeys.read();
        Properties ours = new Properties();
        try (InputStream file = Files.newInputStream(Path.of("src/main/resources/application.properties"))) {
            ours.load(file);
        }

        assertThat(page.rowsOf("quarkus."))
                .allSatisfy(row -> Optional.ofNullable(ours.getProperty(row.name()))
                        .or(() -> real.defaultOf(row.name()))
                        .ifPresent(
                                usual -> assertThat(row.value()).as(row.name()).isEqualTo(usual)));
    }

    @Test
    void noOtherVariableIsNamedAnywhere() throws IOException {
        for (Path text : texts()) {
            assertThat(VARIABLE.matcher(Files.readString(text)).results().map(MatchResult::group))
                    .as("%s", text)
                    .isSubsetOf(page.variables());
        }
    }

    /** What operators read and run. */
    private static List<Path> texts() throws IOException {
        List<Path> texts = new ArrayList<>(List.of(Path.of("README.md"), Path.of("CONTRIBUTING.md")));
        for (String folder : List.of("docs", "docker")) {
            try (Stream<Path> files = Files.walk(Path.of(folder))) {
                files.filter(Files::isRegularFile)
                        .filter(each -> !each.toString().endsWith(".png"))
                        .forEach(texts::add);
            }
        }
        return texts;
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
