package org.tfmirror.test;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.tfmirror.local.Passwords;

/** Gives a Quarkus test its {@link MirrorStack}, with a processor that is quick to try again. */
public final class MirrorStackResource implements QuarkusTestResourceLifecycleManager {

    /** The namespace of which packages come on demand. */
    public static final String ON_DEMAND = "ondemand";

    /** The namespace of which versions are held when they are new; packages of it come on demand, too. */
    public static final String HELD = "held";

    private static @Nullable MirrorStack stack;

    @Override
    public Map<String, String> start() {
        MirrorStack started = MirrorStack.start();
        stack = started;
        Map<String, String> config = new HashMap<>(started.config());
        config.put("tfmirror.processor.retry-delay", "50ms");
        config.put("tfmirror.processor.polling-interval", "1s");
        config.put("tfmirror.processor.lease", "5s");
        config.put(
                "tfmirror.verify.pinned-keys.\"" + MirrorStack.ORIGIN + "/pinned\"",
                "0123456789ABCDEF0123456789ABCDEF01234567");
        config.put("tfmirror.origin.stall-timeout", "2s");
        config.put("tfmirror.origin.response-timeout", "5s");
        // Of other namespaces nothing comes on demand, so that most tests see what is mirrored and nothing else.
        config.put(
                "tfmirror.on-demand.allow", "%1$s/%2$s/*,%1$s/%3$s/*".formatted(MirrorStack.ORIGIN, ON_DEMAND, HELD));
        config.put("tfmirror.policy.minimum-age", MirrorStack.ORIGIN + "/" + HELD + "/*=7d");
        config.put("tfmirror.on-demand.deny", MirrorStack.ORIGIN + "/*/denied");
        config.put("tfmirror.console.client-id", "tf-mirror-console");
        config.put("tfmirror.console.session-secret", Passwords.generate() + Passwords.generate());
        return config;
    }

    /** The stack of the running tests. */
    public static MirrorStack stack() {
        return Objects.requireNonNull(stack, "no stack has been started");
    }

    @Override
    public void stop() {
        MirrorStack started = stack;
        if (started != null) {
            try {
                started.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
