package org.tfmirror;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.tfmirror.local.Fault;
import org.tfmirror.local.SampleRegistry;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.test.MirrorStackResource;
import org.tfmirror.test.SigningKeys;

/** One published package, sound until something about it is made hostile. Each has a type of its own. */
final class HostilePackage {

    private static final ObjectMapper JSON = new ObjectMapper();

    final SampleRegistry origin;
    final PackageId published;
    /** What is asked for. */
    PackageId wanted;

    HostilePackage(String namespace, String type) {
        this(MirrorStackResource.stack().registry(), namespace, type);
    }

    HostilePackage(SampleRegistry origin, String namespace, String type) {
        this.origin = origin;
        published = origin.publishSample(namespace, type, "1.0.0", "linux_amd64");
        wanted = published;
    }

    /** Publishes other bytes, rightly listed and signed. */
    HostilePackage archive(byte[] bytes) {
        origin.publish(published.provider().namespace(), published.provider().type(), "1.0.0", "linux_amd64", bytes);
        return this;
    }

    HostilePackage wanted(PackageId other) {
        wanted = other;
        return this;
    }

    /** Asks for it under a hostname for which the origin's service has to be discovered. */
    HostilePackage discovering(Fault discovery) {
        wanted = new PackageId(
                new ProviderAddress(
                        MirrorStackResource.stack().discovered(),
                        published.provider().namespace(),
                        published.provider().type()),
                published.version(),
                published.platform());
        origin.faults().always("/.well-known/terraform.json"::equals, discovery);
        return this;
    }

    HostilePackage onMetadata(int times, Fault fault) {
        origin.faults().first(times, metadataPath()::equals, fault);
        return this;
    }

    HostilePackage onMetadata(Fault fault) {
        return onMetadata(Integer.MAX_VALUE, fault);
    }

    HostilePackage onVersions(Fault fault) {
        origin.faults().always(path -> isOurs(path) && path.endsWith("/versions"), fault);
        return this;
    }

    HostilePackage onShasums(Fault fault) {
        origin.faults().always(path -> isOurs(path) && path.endsWith("SHA256SUMS"), fault);
        return this;
    }

    HostilePackage onSignature(Fault fault) {
        origin.faults().always(path -> isOurs(path) && path.endsWith("SHA256SUMS.sig"), fault);
        return this;
    }

    HostilePackage onArchive(int times, Fault fault) {
        origin.faults().first(times, archivePath()::equals, fault);
        return this;
    }

    HostilePackage onArchive(Fault fault) {
        return onArchive(Integer.MAX_VALUE, fault);
    }

    /** The metadata has another JSON value there, or lacks the field where the value is empty. */
    HostilePackage telling(String field, String value) {
        return telling(Map.of(field, value));
    }

    HostilePackage telling(Map<String, String> fields) {
        return onMetadata(Fault.rewritten(edit(fields)));
    }

    /** Signed by another author, whose key is listed; perhaps over other bytes, perhaps not as it should be. */
    HostilePackage signedBy(SigningKeys author, byte[] signature) {
        return signedBy(author, signature, "\"\"");
    }

    HostilePackage signedBy(SigningKeys author, byte[] signature, String trustSignature) {
        onSignature(Fault.body(signature));
        return telling("signing_keys", keys(author, trustSignature));
    }

    private static String keys(SigningKeys author, String trustSignature) {
        return "{\"gpg_public_keys\":[{\"key_id\":\"%s\",\"ascii_armor\":%s,\"trust_signature\":%s}]}"
                .formatted(author.keyId(), quoted(author.armored()), trustSignature);
    }

    /** The archive has another name, in the metadata and in the list, which is rightly signed. */
    HostilePackage named(String filename) {
        SigningKeys author = SigningKeys.ed25519();
        byte[] shasums = new String(shasums(), StandardCharsets.UTF_8)
                .replace(published.archiveName(), filename)
                .getBytes(StandardCharsets.UTF_8);
        onShasums(Fault.body(shasums)).onSignature(Fault.body(author.sign(shasums)));
        return telling(Map.of("filename", quoted(filename), "signing_keys", keys(author, "\"\"")));
    }

    HostilePackage signedBy(SigningKeys author) {
        return signedBy(author, author.sign(shasums()));
    }

    byte[] shasums() {
        return origin.shasums(published);
    }

    String metadataPath() {
        return origin.metadataPath(published);
    }

    String archivePath() {
        return origin.archivePath(published);
    }

    /** How often the archive was asked for. */
    long archiveRequests() {
        return origin.requestCount(archivePath()::equals);
    }

    private boolean isOurs(String path) {
        return path.contains("/" + published.provider().type() + "/");
    }

    private static UnaryOperator<String> edit(Map<String, String> fields) {
        return text -> {
            try {
                ObjectNode node = (ObjectNode) JSON.readTree(text);
                for (Map.Entry<String, String> each : fields.entrySet()) {
                    node.remove(each.getKey());
                    if (!each.getValue().isEmpty()) {
                        node.set(each.getKey(), JSON.readTree(each.getValue()));
                    }
                }
                return node.toString();
            } catch (JsonProcessingException e) {
                throw new IllegalArgumentException(e);
            }
        };
    }

    static String quoted(String text) {
        try {
            return JSON.writeValueAsString(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
