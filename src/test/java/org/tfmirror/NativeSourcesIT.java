package org.tfmirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What the compiler of a native image would be given ({@code quarkus.native.sources-only}) holds all that our code asks
 * for at run time. The compiler itself is not run here.
 */
class NativeSourcesIT {

    private static final String CONFIG = "META-INF/native-image/";

    /** The doors, whose public records are what is read from JSON and written to it. */
    private static final List<String> DOORS = List.of(
            "org.tfmirror.admin",
            "org.tfmirror.live",
            "org.tfmirror.mirror",
            "org.tfmirror.processor",
            "org.tfmirror.submission",
            "org.tfmirror.web");

    private static Path sources;

    @BeforeAll
    static void findTheSources() {
        assumeFalse(Boolean.getBoolean("test.tfmirror.skip-native-sources"), "skipped by -DskipNativeSources=true");
        sources = Path.of(Objects.requireNonNull(System.getProperty("test.tfmirror.native-sources")));
    }

    @Test
    void theCompilerIsToldWhatToBuild() throws IOException {
        assertThat(Files.readString(sources.resolve("native-image.args")))
                .contains("--no-fallback")
                .contains("--link-at-build-time")
                .contains("--enable-url-protocols=http,https")
                .contains("-runner.jar");
    }

    /** Without the instructions for AES, GCM and SHA, which no level of march includes, a transfer is three times slower. */
    @Test
    void theCompilerIsToldWhatItMayAskOfTheProcessor() throws IOException {
        String args = Files.readString(sources.resolve("native-image.args"));
        boolean compatible = System.getProperty("native.compatibility") != null;

        assertThat(valuesOf("-march=", args)).containsExactly(compatible ? "compatibility" : march());
        assertThat(valuesOf("-H:CPUFeatures=", args)).containsExactlyElementsOf(compatible ? List.of() : features());
        if (!compatible) {
            assertThat(args).containsPattern("-H:\\+UnlockExperimentalVMOptions\\s+-H:CPUFeatures=");
        }
    }

    private static List<String> valuesOf(String argument, String args) {
        return Stream.of(args.split("\\s+"))
                .filter(each -> each.startsWith(argument))
                .map(each -> each.substring(argument.length()))
                .toList();
    }

    private static String march() {
        return switch (System.getProperty("os.arch")) {
            case "amd64" -> "x86-64-v3";
            case "aarch64" -> "armv8.1-a";
            default -> "compatibility";
        };
    }

    private static List<String> features() {
        return switch (System.getProperty("os.arch")) {
            case "amd64" -> List.of("AES", "CLMUL", "SHA");
            case "aarch64" -> List.of("AES", "PMULL", "SHA1", "SHA2");
            default -> List.of();
        };
    }

    @Test
    void everyJsonDocumentIsRegistered() throws IOException {
        Map<String, JsonNode> registered = registered();

        assertThat(documents()).hasSizeGreaterThan(5).allSatisfy(document -> {
            JsonNode entry = registered.getOrDefault(document, MissingNode.getInstance());
            assertThat(entry.path("allDeclaredConstructors").asBoolean())
                    .as("%s has its constructors", document)
                    .isTrue();
            assertThat(entry.path("allDeclaredMethods").asBoolean())
                    .as("%s has its methods", document)
                    .isTrue();
        });
    }

    @Test
    void theMethodsOfResourcesAreRegisteredForTheirAnnotations() throws IOException {
        Map<String, JsonNode> registered = registered();

        assertThat(main().filter(each -> each.isAnnotatedWith(jakarta.ws.rs.Path.class)))
                .hasSizeGreaterThan(2)
                .allSatisfy(resource -> assertThat(registered
                                .getOrDefault(resource.getName(), MissingNode.getInstance())
                                .path("allDeclaredMethods")
                                .asBoolean())
                        .as(resource.getName())
                        .isTrue());
    }

    @Test
    void everyMigrationIsAResource() throws IOException {
        List<String> patterns = new ArrayList<>();
        for (JsonNode include : config("resource-config.json").path("resources").path("includes")) {
            patterns.add(include.path("pattern").asText());
        }
        try (Stream<Path> migrations = Files.list(Path.of("src/main/resources/db/migration"))) {
            assertThat(migrations.map(each -> "\\Qdb/migration/" + each.getFileName() + "\\E"))
                    .isNotEmpty()
                    .isSubsetOf(patterns);
        }
    }

    @Test
    void noLibraryIsThereThatTheClientOfOriginsWouldHalfReach() throws IOException {
        // With Commons Compress, HttpClient registers decoders whose own libraries are missing: that does not link.
        try (Stream<Path> libraries = Files.list(sources.resolve("lib"))) {
            assertThat(libraries.map(each -> each.getFileName().toString()))
                    .anyMatch(name -> name.contains("httpclient5"))
                    .noneMatch(name -> name.contains("commons-compress"));
        }
    }

    private static Stream<JavaClass> main() {
        return new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("org.tfmirror").stream();
    }

    private static Map<String, JsonNode> registered() throws IOException {
        return StreamSupport.stream(config("reflect-config.json").spliterator(), false)
                .collect(Collectors.toMap(each -> each.get("name").asText(), Function.identity()));
    }

    /**
     * The public records of the doors, and what they hold. Shelves other than the API's have no documents; a record within a
     * class is a part of it, and one with type parameters a helper.
     */
    private static Set<String> documents() {
        Set<JavaClass> found = new HashSet<>();
        main().filter(each -> isOfADoor(each.getPackageName())
                        && each.isRecord()
                        && isPublic(each)
                        && each.getTypeParameters().isEmpty()
                        && each.getEnclosingClass().map(JavaClass::isRecord).orElse(true))
                .forEach(each -> collect(each, found));
        return found.stream().map(JavaClass::getName).collect(Collectors.toSet());
    }

    private static boolean isOfADoor(String name) {
        return DOORS.contains(name) || name.startsWith("org.tfmirror.admin.");
    }

    private static void collect(JavaClass document, Set<JavaClass> found) {
        if (found.add(document)) {
            document.getFields().stream()
                    .flatMap(field -> field.getType().getAllInvolvedRawTypes().stream())
                    .filter(type -> type.isRecord() && type.getPackageName().startsWith("org.tfmirror"))
                    .forEach(type -> collect(type, found));
        }
    }

    private static boolean isPublic(JavaClass each) {
        return each.getModifiers().contains(JavaModifier.PUBLIC)
                && each.getEnclosingClass().map(NativeSourcesIT::isPublic).orElse(true);
    }

    private static JsonNode config(String name) throws IOException {
        Path runner;
        try (Stream<Path> files = Files.list(sources)) {
            runner = files.filter(each -> each.toString().endsWith("-runner.jar"))
                    .findFirst()
                    .orElseThrow();
        }
        try (ZipFile jar = new ZipFile(runner.toFile())) {
            ZipEntry entry = Objects.requireNonNull(jar.getEntry(CONFIG + name), name);
            try (InputStream in = jar.getInputStream(entry)) {
                return new ObjectMapper().readTree(in);
            }
        }
    }
}
