package org.tfmirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.RestAssured;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.tfmirror.test.PackagedApplication;
import org.tfmirror.test.ReplicaExtension;

/** Without a client for the console there is none, and everything else is as it was. */
class NoConsoleIT {

    @RegisterExtension
    static final ReplicaExtension replicas = new ReplicaExtension();

    @Test
    void nothingOfTheConsoleIsThere() throws Exception {
        PackagedApplication replica = replicas.start(replicas.replica());

        for (String path : new String[] {
            "/console",
            "/console/",
            "/console/jobs",
            "/console/login",
            "/console/signed-out",
            "/console/static/console.css",
            "/webjars/htmx.org/2.0.8/dist/htmx.min.js"
        }) {
            assertThat(status(replica, path)).as(path).isEqualTo(404);
        }
        assertThat(status(replica, "/admin/api/jobs")).isEqualTo(401);
    }

    private static int status(PackagedApplication replica, String path) {
        return RestAssured.given()
                .baseUri(replica.baseUri().toString())
                .redirects()
                .follow(false)
                .get(path)
                .statusCode();
    }
}
