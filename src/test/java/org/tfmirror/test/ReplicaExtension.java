package org.tfmirror.test;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.tfmirror.local.SampleRegistry;

/**
 * Gives a test class a {@link MirrorStack} of its own, and ends the replicas that serve the whole class. The processes
 * below the stack start once in a process of tests, and each class finds them empty. Register it as a static field.
 */
public final class ReplicaExtension implements BeforeAllCallback, AfterAllCallback {

    private final List<PackagedApplication> started = new ArrayList<>();
    private @Nullable MirrorStack stack;

    @Override
    public void beforeAll(ExtensionContext context) {
        stack = MirrorStack.over(StackServers.ofThisProcess());
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        started.forEach(PackagedApplication::close);
        stack().close();
    }

    public MirrorStack stack() {
        return Objects.requireNonNull(stack, "the test class has not begun");
    }

    /** The origin of the stack. */
    public SampleRegistry registry() {
        return stack().registry();
    }

    /** The setup of a replica that starts quickly and is slow at large archives. */
    public ReplicaSetup replica() {
        return largeReplica().jvm("-XX:TieredStopAtLevel=1").jvm("-XX:+UseSerialGC");
    }

    /** The setup of a replica with the JVM as it is in production. */
    public ReplicaSetup largeReplica() {
        return PackagedApplication.over(stack());
    }

    /** Starts a replica that ends after the last test of the class. */
    public PackagedApplication start(ReplicaSetup setup) throws IOException, InterruptedException {
        PackagedApplication replica = setup.start();
        started.add(replica);
        return replica;
    }

    /** Starts a replica for each way of delivery, {@code proxy} and {@code redirect}; they end with the class. */
    public Map<String, PackagedApplication> startForEachDelivery(UnaryOperator<ReplicaSetup> more)
            throws IOException, InterruptedException {
        Map<String, PackagedApplication> replicas = new HashMap<>();
        for (String delivery : List.of("proxy", "redirect")) {
            replicas.put(delivery, start(more.apply(replica().with("tfmirror.delivery", delivery))));
        }
        return replicas;
    }

    public AdminApi api(PackagedApplication replica) {
        return AdminApi.of(replica, stack());
    }
}
