package org.tfmirror;

import static org.hamcrest.Matchers.equalTo;

import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.tfmirror.bundle.BundleKeys;
import org.tfmirror.bundle.ManyPackages;
import org.tfmirror.test.AdminApi;
import org.tfmirror.test.MirrorStack;
import org.tfmirror.test.PackagedApplication;
import org.tfmirror.test.ReplicaExtension;

/** A bundle whose manifest could not be held as a whole in this heap, but for its bytes once. Prints what it took. */
class LargeManifestIT {

    private static final int PACKAGES = 15_000;

    @RegisterExtension
    static final ReplicaExtension replicas = new ReplicaExtension();

    @Test
    void aLargeManifestIsReadInASmallHeap() throws Exception {
        BundleKeys keys = MirrorStack.bundleKeys();
        byte[] json = ManyPackages.manifest(keys.keyId().orElseThrow(), ManyPackages.entries(PACKAGES))
                .write();
        try (PackagedApplication replica = replicas.largeReplica()
                .with("tfmirror.processor.enabled", "false")
                .jvm("-Xmx96m")
                .jvm("-Xlog:gc:file=gc.log")
                .start()) {
            AdminApi api = replicas.api(replica);
            upload(api, "manifest.json", json);
            upload(api, "manifest.json.sig", keys.sign(json));
            long start = System.nanoTime();

            post(api, "/admin/api/bundles/import", Map.of("name", "large"))
                    .statusCode(202)
                    .body("job.total_items", equalTo(PACKAGES));
            System.out.printf(
                    "a manifest of %,d bytes imported: %.1f s, at most %s MB of heap before a collection%n",
                    json.length, (System.nanoTime() - start) / 1e9, replica.peakHeapMegabytes());
            post(
                            api,
                            "/admin/api/bundles?dry_run=true",
                            Map.of("all", true, "since", List.of("import/large/manifest.json")))
                    .statusCode(200)
                    .body("packages", equalTo(0));
        }
    }

    private static void upload(AdminApi api, String file, byte[] bytes) {
        api.request()
                .contentType("application/octet-stream")
                .body(bytes)
                .put("/admin/api/bundles/import/large/" + file)
                .then()
                .statusCode(200);
    }

    private static ValidatableResponse post(AdminApi api, String path, Object body) {
        return api.request()
                .contentType("application/json")
                .body(body)
                .post(path)
                .then();
    }
}
