package org.tfmirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.path.json.JsonPath;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tfmirror.LenientOrigins.Origin;
import org.tfmirror.test.AdminApi;
import org.tfmirror.test.MirrorStack;
import org.tfmirror.test.PackagedApplication;
import org.tfmirror.test.ReplicaExtension;
import org.tfmirror.test.TerraformCli;
import org.tfmirror.test.TerraformCli.Outcome;

/** The real client says which origins are good enough: what it installs straight from one, it installs through us. */
@EnabledIf(value = "org.tfmirror.test.TerraformCli#isPresent", disabledReason = "terraform is not on the PATH")
class LenientOriginIT {

    private static final AtomicInteger TYPES = new AtomicInteger();

    @RegisterExtension
    static final ReplicaExtension replicas = new ReplicaExtension();

    private static @Nullable PackagedApplication mirror;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() throws Exception {
        mirror = replicas.start(
                replicas.replica().with("tfmirror.delivery", "proxy").tls());
    }

    @AfterEach
    void noMoreFaults() {
        replicas.registry().faults().clear();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("org.tfmirror.LenientOrigins#all")
    void whatInstallsFromTheOriginInstallsFromTheMirror(Origin origin) throws Exception {
        HostilePackage straight = odd(origin);
        Outcome direct = init(
                straight, """
                host "%s" { services = { "providers.v1" = "%s" } }
                provider_installation { direct {} }
                """.formatted(MirrorStack.ORIGIN, replicas.registry().services()));
        assertThat(direct.exitCode()).as(direct.output()).isZero();

        HostilePackage mirrored = odd(origin); // anew, as some oddities come once
        AdminApi api = replicas.api(Objects.requireNonNull(mirror));
        JsonPath job =
                api.awaitEnd(api.submit(mirrored.published.provider().toString(), "~> 1.0", TerraformCli.platform()));
        assertThat(job.getString("status")).as(job.prettify()).isEqualTo("completed");

        Outcome through =
                init(mirrored, """
                provider_installation {
                  network_mirror { url = "%s/v1/providers/" }
                }
                """.formatted(Objects.requireNonNull(mirror).tlsUri()));
        assertThat(through.exitCode()).as(through.output()).isZero();
        assertThat(through.output()).contains("verified checksum");
    }

    private static HostilePackage odd(Origin origin) {
        replicas.registry().faults().clear();
        return origin.oddity().on(new HostilePackage(replicas.registry(), "lenient", "l" + TYPES.incrementAndGet()));
    }

    private Outcome init(HostilePackage odd, String config) throws Exception {
        Path module = Files.createTempDirectory(folder, "module-");
        Files.writeString(module.resolve("main.tf"), """
                terraform {
                  required_providers {
                    it = {
                      source  = "%s"
                      version = "~> 1.0"
                    }
                  }
                }
                """.formatted(odd.published.provider()));
        TerraformCli terraform = new TerraformCli(
                Files.createTempDirectory(folder, "home-"), replicas.stack().caBundle());
        return terraform.run(module, config, "init", "-no-color");
    }
}
