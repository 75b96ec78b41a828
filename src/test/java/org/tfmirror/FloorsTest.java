package org.tfmirror;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The house of docs/adr/0001: imports go only downward, and packages on one floor never import each other. */
class FloorsTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.tfmirror");

    private static final List<List<String>> FLOORS = List.of(
            List.of("provider"),
            List.of("job", "catalog", "storage", "registry", "verify", "definition", "audit"),
            List.of("web", "delivery"),
            List.of("admin", "mirror", "processor"),
            List.of("health"));

    /** The packages of each room that has shelves, from the lowest upwards; the room's own is one of them. */
    private static final List<List<List<String>>> SHELVES =
            List.of(List.of(List.of("verify"), List.of("verify.zip", "verify.pgp"), List.of("verify.shasums")));

    @Test
    void importsGoOnlyDownward() {
        requireOrder(FLOORS, FloorsTest::packageOf);
    }

    @Test
    void insideARoomImportsGoOnlyDownward() {
        for (List<List<String>> room : SHELVES) {
            requireOrder(room, FloorsTest::shelfOf);
        }
    }

    @Test
    void aShelfHasOneOrTwoDoors() {
        for (String shelf : namesOf(SHELVES).filter(name -> name.contains(".")).toList()) {
            assertThat(CLASSES.stream()
                            .filter(each -> each.getPackageName().equals(shelfOf(shelf)))
                            .filter(each -> each.isTopLevelClass()
                                    && each.getModifiers().contains(JavaModifier.PUBLIC)))
                    .as("public types of %s", shelf)
                    .hasSizeBetween(1, 2);
        }
    }

    @Test
    void everyPackageIsNamedHere() {
        Set<String> named = Stream.concat(FLOORS.stream().flatMap(List::stream), namesOf(SHELVES))
                .map(FloorsTest::shelfOf)
                .collect(Collectors.toSet());
        named.add("org.tfmirror");

        assertThat(CLASSES.stream().map(JavaClass::getPackageName).collect(Collectors.toSet()))
                .isEqualTo(named);
    }

    private static void requireOrder(List<List<String>> floors, UnaryOperator<String> packages) {
        for (int floor = 0; floor < floors.size(); floor++) {
            for (String name : floors.get(floor)) {
                String[] forbidden = floors.stream()
                        .skip(floor)
                        .flatMap(List::stream)
                        .filter(other -> !other.equals(name))
                        .map(packages)
                        .toArray(String[]::new);
                if (forbidden.length > 0) {
                    ArchRuleDefinition.noClasses()
                            .that()
                            .resideInAPackage(packages.apply(name))
                            .should()
                            .dependOnClassesThat()
                            .resideInAnyPackage(forbidden)
                            .allowEmptyShould(true)
                            .because("imports go only downward, and never sideways on a floor")
                            .check(CLASSES);
                }
            }
        }
    }

    @Test
    void theWordsArePureJava() {
        ArchRuleDefinition.classes()
                .that()
                .resideInAPackage(packageOf("provider"))
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", packageOf("provider"), "org.jspecify..")
                .check(CLASSES);
    }

    @Test
    void nothingInTheHouseKnowsTheLocalParts() {
        ArchRuleDefinition.noClasses()
                .that()
                .resideOutsideOfPackage("org.tfmirror.local..")
                .and()
                .resideOutsideOfPackage("org.tfmirror.test..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.tfmirror.local..")
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    private static Stream<String> namesOf(List<List<List<String>>> rooms) {
        return rooms.stream().flatMap(List::stream).flatMap(List::stream);
    }

    /** The package with all shelves. */
    private static String packageOf(String name) {
        return shelfOf(name) + "..";
    }

    /** The package alone. */
    private static String shelfOf(String name) {
        return "org.tfmirror." + name;
    }
}
