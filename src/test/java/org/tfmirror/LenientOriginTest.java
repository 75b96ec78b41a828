package org.tfmirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tfmirror.LenientOrigins.Origin;
import org.tfmirror.test.AdminApi;
import org.tfmirror.test.MirrorStackResource;

/** Origins whose answers are right but for one thing that Terraform takes: LenientOriginIT asks Terraform itself. */
@QuarkusTest
@QuarkusTestResource(MirrorStackResource.class)
class LenientOriginTest {

    private static final AtomicInteger TYPES = new AtomicInteger();

    private final AdminApi api = new AdminApi(MirrorStackResource.stack().adminToken());

    @AfterEach
    void noMoreFaults() {
        MirrorStackResource.stack().registry().faults().clear();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"org.tfmirror.LenientOrigins#all", "org.tfmirror.LenientOrigins#beyondOurServer"})
    void whatTerraformInstallsIsMirrored(Origin origin) {
        HostilePackage odd = origin.oddity().on(new HostilePackage("lenient", "l" + TYPES.incrementAndGet()));
        String provider = odd.published.provider().toString();

        JsonPath job = api.awaitEnd(api.submit(provider, "~> 1.0", "linux_amd64"));

        assertThat(job.getString("status")).as(job.prettify()).isEqualTo("completed");
        assertThat(api.get("/v1/providers/" + provider + "/1.0.0.json")
                        .jsonPath()
                        .getString("archives.linux_amd64.url"))
                .isEqualTo(odd.published.archiveName());
    }
}
