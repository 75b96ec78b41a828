package org.tfmirror.test;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** The application that gives archives itself, and gives clients two seconds to ask for them. */
public final class ImpatientServer implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "tfmirror.delivery", "proxy",
                "tfmirror.http.header-timeout", "2s",
                "tfmirror.http.body-timeout", "2s");
    }
}
