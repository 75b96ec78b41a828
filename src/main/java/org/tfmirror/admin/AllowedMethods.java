package org.tfmirror.admin;

import java.util.ArrayList;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.handlers.ClassRoutingHandler;
import org.jboss.resteasy.reactive.server.handlers.RestInitialHandler.InitialMatch;
import org.jboss.resteasy.reactive.server.mapping.RequestMapper;
import org.jboss.resteasy.reactive.server.mapping.RequestMapper.RequestMatch;
import org.jboss.resteasy.reactive.server.mapping.RuntimeResource;
import org.jboss.resteasy.reactive.server.spi.ServerRestHandler;

/** Asks the router which methods a path has, since its refusal of another one does not tell. */
final class AllowedMethods {

    private AllowedMethods() {}

    /** The methods, in alphabetical order. */
    static Set<String> of(ResteasyReactiveRequestContext request) {
        Set<String> methods = new TreeSet<>();
        String path = request.getPathWithoutPrefix();
        RequestMapper<InitialMatch> classes =
                new RequestMapper<>(new ArrayList<>(request.getDeployment().getClassMappers()));
        RequestMatch<InitialMatch> match = classes.map(path);
        while (match != null) {
            for (ServerRestHandler handler : match.value.handlers) {
                if (handler instanceof ClassRoutingHandler routing) {
                    collect(routing.getMappers(), match.remaining.isEmpty() ? "/" : match.remaining, methods);
                }
            }
            match = classes.continueMatching(path, match);
        }
        if (methods.contains("GET")) {
            methods.add("HEAD");
        }
        return methods;
    }

    private static void collect(
            Map<String, RequestMapper<RuntimeResource>> mappers, String remaining, Set<String> methods) {
        mappers.forEach((method, mapper) -> {
            if (method != null && mapper.map(remaining) != null) {
                methods.add(method);
            }
        });
    }
}
