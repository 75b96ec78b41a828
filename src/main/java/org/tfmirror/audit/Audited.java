package org.tfmirror.audit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Marks a resource method that changes something: what is refused or fails there leaves an entry, too. */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Audited {

    Action action();

    /** What is to be changed, with the path's parameters in braces: {@code job/{id}}. */
    String object();
}
