package org.tfmirror.test;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/**
 * The application as it is where clients cannot reach the bucket, with little room and little time for them; with a stack
 * of its own, which tests may break. One profile for all of that, as each restarts the application and its stack.
 */
public final class ProxyDelivery implements QuarkusTestProfile {

    /** Archives at once. */
    public static final int MAX_ARCHIVES = 4;

    /** Clients that may wait for one. */
    public static final int MAX_WAITING = 3;

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "tfmirror.delivery", "proxy",
                "tfmirror.delivery.max-archives", "" + MAX_ARCHIVES,
                "tfmirror.delivery.max-waiting", "" + MAX_WAITING,
                "tfmirror.http.header-timeout", "1s",
                "tfmirror.http.body-timeout", "1s");
    }
}
