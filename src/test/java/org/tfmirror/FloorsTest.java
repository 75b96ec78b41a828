package org.tfmirror;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.util.List;
import java.util.Map;
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
            List.of(
                    "job",
                    "catalog",
                    "storage",
                    "origin",
                    "verify",
                    "definition",
                    "audit",
                    "policy",
                    "subscription",
                    "bundle"),
            List.of("web", "delivery", "removal", "evidence", "versions"),
            List.of("command", "demand"),
            List.of("submission", "live"),
            List.of("refusal", "guide"),
            List.of("admin", "console", "mirror", "registry", "setup", "processor"),
            List.of("health"));

    /** The packages of each room that has shelves, from the lowest upwards; the room's own is one of them. */
    private static final List<List<List<String>>> SHELVES = List.of(
            List.of(List.of("verify"), List.of("verify.zip", "verify.pgp"), List.of("verify.shasums")),
            List.of(
                    List.of("catalog.evidence"),
                    List.of("catalog"),
                    List.of("catalog.listing", "catalog.view", "catalog.stored")),
            List.of(List.of("job"), List.of("job.queue", "job.claim", "job.progress"), List.of("job.demand")),
            List.of(List.of("storage"), List.of("storage.s3")),
            List.of(List.of("origin"), List.of("origin.guard"), List.of("origin.http"), List.of("origin.client")),
            List.of(List.of("web"), List.of("web.limit")),
            List.of(List.of("delivery.access"), List.of("delivery"), List.of("delivery.answer")),
            List.of(List.of("demand"), List.of("demand.documents", "demand.archive")),
            List.of(
                    List.of("command"),
                    List.of("command.job", "command.catalog"),
                    List.of("command.subscription", "command.bundle")),
            List.of(
                    List.of("console.session"),
                    List.of("console.page"),
                    List.of("console.job"),
                    List.of("console.catalog", "console.upkeep", "console.bundle"),
                    List.of("console")),
            List.of(
                    List.of("admin"),
                    List.of("admin.job", "admin.audit", "admin.hold", "admin.subscription"),
                    List.of("admin.catalog", "admin.bundle")),
            List.of(
                    List.of("processor.ingest"),
                    List.of("processor.bundle"),
                    List.of("processor.work"),
                    List.of("processor.engine"),
                    List.of("processor.telemetry", "processor.subscription"),
                    List.of("processor")));

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

    /** The shelves of {@code command} are subjects: the doors call the commands of each. */
    @Test
    void otherRoomsUseAtMostTwoTypesOfAShelf() {
        for (String shelf : namesOf(SHELVES)
                .filter(name -> name.contains(".") && !name.startsWith("command."))
                .toList()) {
            String room = shelfOf(shelf.substring(0, shelf.indexOf('.')));
            Set<String> doors = CLASSES.stream()
                    .filter(each -> !(each.getPackageName() + ".").startsWith(room + "."))
                    .flatMap(each -> each.getDirectDependenciesFromSelf().stream())
                    .map(dependency -> dependency.getTargetClass().getBaseComponentType())
                    .filter(each -> each.getPackageName().equals(shelfOf(shelf)))
                    .map(each -> each.getName().replaceFirst("\\$.*", ""))
                    .collect(Collectors.toSet());

            assertThat(doors).as("what other rooms use of %s", shelf).hasSizeBetween(0, 2);
        }
    }

    @Test
    void aPackageHasAtMost25Files() {
        Map<String, Long> files = CLASSES.stream()
                .filter(JavaClass::isTopLevelClass)
                .collect(Collectors.groupingBy(JavaClass::getPackageName, Collectors.counting()));

        assertThat(files).allSatisfy((name, count) -> assertThat(count).as(name).isLessThanOrEqualTo(25));
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
    void commandsAndTheAuditKnowNoHttp() {
        ArchRuleDefinition.noClasses()
                .that()
                .resideInAnyPackage(packageOf("command"), packageOf("removal"), packageOf("audit"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(packageOf("web"), "jakarta.ws.rs..", "io.vertx..", "io.quarkus.vertx..")
                .because("they work for every door, and for the service itself")
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
