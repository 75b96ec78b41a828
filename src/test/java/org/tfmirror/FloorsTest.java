package org.tfmirror;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The house of docs/adr/0001: imports go only downward, and packages on one floor never import each other. */
class FloorsTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.tfmirror");

    private static final List<List<String>> FLOORS = List.of(
            List.of("provider"),
            List.of("job", "catalog", "storage", "registry", "verify", "definition", "audit"),
            List.of("admin", "mirror", "processor"),
            List.of("health"));

    @Test
    void importsGoOnlyDownward() {
        for (int floor = 0; floor < FLOORS.size(); floor++) {
            for (String name : FLOORS.get(floor)) {
                String[] forbidden = FLOORS.stream()
                        .skip(floor)
                        .flatMap(List::stream)
                        .filter(other -> !other.equals(name))
                        .map(FloorsTest::packageOf)
                        .toArray(String[]::new);
                if (forbidden.length > 0) {
                    ArchRuleDefinition.noClasses()
                            .that()
                            .resideInAPackage(packageOf(name))
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

    private static String packageOf(String name) {
        return "org.tfmirror." + name + "..";
    }
}
