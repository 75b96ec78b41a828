package org.tfmirror.registry;

import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tfmirror.provider.InvalidNameException;
import org.tfmirror.provider.Platform;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.provider.ProviderVersion;

/** Reads what a path names; empty where that is not a name. One spelling only is a name, though routing is generous. */
final class RequestedName {

    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

    private RequestedName() {}

    static Optional<ProviderAddress> provider(@Nullable String path, String hostname, String namespace, String type) {
        return path == null || path.contains("//") || path.endsWith("/")
                ? Optional.empty()
                : parsed(() -> new ProviderAddress(hostname, namespace, type));
    }

    /** The canonical form is a name, 1.2 is not. */
    static Optional<ProviderVersion> version(String text) {
        return parsed(() -> ProviderVersion.parse(text))
                .filter(version -> version.toString().equals(text));
    }

    static Optional<Platform> platform(String os, String arch) {
        return parsed(() -> new Platform(os, arch));
    }

    static boolean isDigest(String text) {
        return DIGEST.matcher(text).matches();
    }

    private static <T> Optional<T> parsed(Supplier<T> name) {
        try {
            return Optional.of(name.get());
        } catch (InvalidNameException e) {
            return Optional.empty();
        }
    }
}
