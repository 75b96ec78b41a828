package org.tfmirror;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.lang.invoke.MethodHandles;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** A native image knows only the classes, members and resources that it was told of: our code asks for none by name. */
class NoReflectionTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.tfmirror");

    /** What {@link Class} may be asked: its names and its kind. */
    private static final Set<String> HARMLESS = Set.of(
            "getName",
            "getSimpleName",
            "isInstance",
            "cast",
            "getEnumConstants",
            "desiredAssertionStatus",
            "hashCode",
            "equals",
            "toString");

    @Test
    void nothingIsLookedUpByReflection() {
        forbid(
                "a class is asked for more than its name",
                call -> call.getTargetOwner().isEquivalentTo(Class.class) && !HARMLESS.contains(call.getName()));
    }

    @Test
    void nothingIsReachedByReflection() {
        // The framework may hand over a method, of which it has registered the annotations.
        forbid(
                "a member is used by reflection",
                call -> call.getTargetOwner().getPackageName().startsWith("java.lang.reflect")
                        && !call.getName().equals("getAnnotation"));
    }

    @Test
    void nothingIsLoadedByName() {
        ArchRuleDefinition.noClasses()
                .should()
                .dependOnClassesThat()
                .areAssignableTo(ClassLoader.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(ServiceLoader.class)
                .because("a native image has no classes, resources and services but those that were registered")
                .check(CLASSES);
    }

    @Test
    void noMethodIsFoundAtRunTime() {
        forbid(
                "a method handle is looked up",
                call -> call.getTargetOwner().isEquivalentTo(MethodHandles.class)
                        || call.getTargetOwner().isEquivalentTo(MethodHandles.Lookup.class));
    }

    private static void forbid(String what, Predicate<JavaCall<?>> call) {
        ArchRuleDefinition.noClasses()
                .should()
                .callCodeUnitWhere(new DescribedPredicate<JavaCall<?>>(what) {
                    @Override
                    public boolean test(JavaCall<?> each) {
                        return call.test(each);
                    }
                })
                .because("a native image has no members but those that were registered")
                .check(CLASSES);
    }
}
