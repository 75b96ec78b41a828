package org.tfmirror.web;

import jakarta.inject.Singleton;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.UriInfo;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/**
 * Refuses query parameters that an operation of the admin API does not have, or that are given twice: a client that
 * mistypes a filter must not take everything for its result.
 */
@Singleton
class QueryFilter {

    private static final String API = "/admin/api/";
    private static final Pattern NAME = Pattern.compile("[0-9A-Za-z._-]{1,64}");

    @ServerRequestFilter
    void check(UriInfo uri, ResourceInfo resource) {
        if (!uri.getPath().startsWith(API)) {
            return;
        }
        Set<String> known = namesOf(resource.getResourceMethod());
        List<Violation> violations = new ArrayList<>();
        for (Map.Entry<String, List<String>> each : uri.getQueryParameters().entrySet()) {
            if (!known.contains(each.getKey())) {
                violations.add(unknown(each.getKey(), known));
            } else if (each.getValue().size() > 1) {
                violations.add(new Violation(each.getKey(), "given more than once"));
            }
        }
        if (!violations.isEmpty()) {
            throw new InvalidRequestException(violations.subList(0, Math.min(violations.size(), 10)));
        }
    }

    private static Set<String> namesOf(@Nullable Method method) {
        AcceptsQuery query = method == null ? null : method.getAnnotation(AcceptsQuery.class);
        return query == null ? Set.of() : Set.of(query.value());
    }

    private static Violation unknown(String name, Set<String> known) {
        String others = known.isEmpty()
                ? "this call has no query parameters"
                : "unknown query parameter; known are "
                        + String.join(", ", known.stream().sorted().toList());
        return new Violation(NAME.matcher(name).matches() ? name : "query", others);
    }
}
