package org.tfmirror.test;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** The application as it is where clients cannot reach the bucket; with a stack of its own, which tests may break. */
public final class ProxyDelivery implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of("tfmirror.delivery", "proxy");
    }
}
