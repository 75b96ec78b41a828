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
        ArchRuleDefinition.noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.lang.reflect..")
                .because("a native image has no members but those that were registered")
                .check(CLASSES);
        ArchRuleDefinition.noClasses()
                .should()
                .callMethodWhere(new DescribedPredicate<JavaCall<?>>("a class is asked for more than its name") {
                    @Override
                    public boolean test(JavaCall<?> call) {
                        return call.getTargetOwner().isEquivalentTo(Class.class) && !HARMLESS.contains(call.getName());
                    }
                })
                .check(CLASSES);
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
        ArchRuleDefinition.noClasses()
                .should()
                .callMethodWhere(new DescribedPredicate<JavaCall<?>>("a method handle is looked up") {
                    @Override
                    public boolean test(JavaCall<?> call) {
                        return call.getTargetOwner().isEquivalentTo(MethodHandles.class)
                                || call.getTargetOwner().isEquivalentTo(MethodHandles.Lookup.class);
                    }
                })
                .check(CLASSES);
    }
}
