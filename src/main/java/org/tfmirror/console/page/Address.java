package org.tfmirror.console.page;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Builds the address of a page with its filters; what is empty is left out. */
public final class Address {

    private final StringBuilder text;
    private boolean first;

    private Address(String path) {
        this.text = new StringBuilder(path);
        this.first = path.indexOf('?') < 0;
    }

    /** @param path what the page's address begins with; it may have filters */
    public static Address of(String path) {
        return new Address(path);
    }

    public Address with(String name, @Nullable String value) {
        if (value != null && !value.isBlank()) {
            text.append(first ? '?' : '&').append(name).append('=').append(encode(value));
            first = false;
        }
        return this;
    }

    /** Of the following page of a list; null where there is none. */
    public @Nullable String after(@Nullable String key) {
        return key == null ? null : with("after", key).toString();
    }

    /** One step of a path. */
    public static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** What a form sends for an empty field, too, is nothing. */
    public static @Nullable String given(@Nullable String value) {
        return value == null || value.isBlank() ? null : value.strip();
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
