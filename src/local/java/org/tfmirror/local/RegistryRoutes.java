package org.tfmirror.local;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.tfmirror.local.PublishedPackages.PublishedPackage;
import org.tfmirror.provider.InvalidNameException;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.Platform;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.provider.ProviderVersion;

/**
 * The provider registry protocol's paths: discovery, versions, a package's metadata, and the documents and archives that
 * it names. See <a href="https://developer.hashicorp.com/terraform/internals/provider-registry-protocol">the protocol</a>.
 */
final class RegistryRoutes {

    private static final JsonMapper JSON = new JsonMapper();
    private static final String API = "v1";
    private static final String FILES = "archives";

    private final String hostname;
    private final PublishedPackages published;
    private final PackageSigner signer;

    RegistryRoutes(String hostname, PublishedPackages published, PackageSigner signer) {
        this.hostname = hostname;
        this.published = published;
        this.signer = signer;
    }

    RegistryReply answer(String path) {
        try {
            List<String> parts = List.of(path.substring(1).split("/", -1));
            return switch (parts.get(0)) {
                case ".well-known" ->
                    path.equals("/.well-known/terraform.json")
                            ? json(JSON.createObjectNode().put("providers.v1", "/v1/providers/"))
                            : RegistryReply.notFound();
                case API -> api(parts);
                case FILES -> parts.size() == 5 ? file(parts) : RegistryReply.notFound();
                default -> RegistryReply.notFound();
            };
        } catch (InvalidNameException e) {
            return RegistryReply.notFound();
        }
    }

    static String archivePath(PackageId id) {
        return directory(id) + id.archiveName();
    }

    static String metadataPath(PackageId id) {
        return "/v1/providers/%s/%s/%s/download/%s/%s"
                .formatted(
                        id.provider().namespace(),
                        id.provider().type(),
                        id.version(),
                        id.platform().os(),
                        id.platform().arch());
    }

    private RegistryReply api(List<String> parts) {
        if (parts.size() == 5 && parts.get(4).equals("versions")) {
            return versions(provider(parts.get(2), parts.get(3)));
        }
        if (parts.size() == 8 && parts.get(5).equals("download")) {
            return published
                    .find(new PackageId(
                            provider(parts.get(2), parts.get(3)),
                            ProviderVersion.parse(parts.get(4)),
                            new Platform(parts.get(6), parts.get(7))))
                    .map(this::metadata)
                    .orElseGet(RegistryReply::notFound);
        }
        return RegistryReply.notFound();
    }

    private RegistryReply versions(ProviderAddress provider) {
        List<ProviderVersion> versions = published.versions(provider);
        if (versions.isEmpty()) {
            return RegistryReply.notFound();
        }
        ObjectNode document = JSON.createObjectNode();
        ArrayNode list = document.putArray("versions");
        for (ProviderVersion version : versions) {
            ObjectNode entry = list.addObject().put("version", version.toString());
            entry.putArray("protocols").add("5.0");
            ArrayNode platforms = entry.putArray("platforms");
            for (Platform platform : published.platforms(provider, version)) {
                platforms.addObject().put("os", platform.os()).put("arch", platform.arch());
            }
        }
        return json(document);
    }

    private RegistryReply metadata(PublishedPackage found) {
        PackageId id = found.id();
        String shasums = directory(id) + shasumsName(id.provider(), id.version());
        ObjectNode document = JSON.createObjectNode()
                .put("os", id.platform().os())
                .put("arch", id.platform().arch())
                .put("filename", id.archiveName())
                .put("download_url", archivePath(id))
                .put("shasum", found.archive().sha256())
                .put("shasums_url", shasums)
                .put("shasums_signature_url", shasums + ".sig");
        document.putArray("protocols").add("5.0");
        document.putObject("signing_keys")
                .putArray("gpg_public_keys")
                .addObject()
                .put("key_id", signer.keyId())
                .put("ascii_armor", signer.asciiArmor())
                .put("trust_signature", "")
                .put("source", "")
                .putNull("source_url");
        return json(document);
    }

    /** Answers {@code /archives/namespace/type/version/file}. */
    private RegistryReply file(List<String> parts) {
        ProviderAddress provider = provider(parts.get(1), parts.get(2));
        ProviderVersion version = ProviderVersion.parse(parts.get(3));
        String name = parts.get(4);
        byte[] shasums = published.shasums(provider, version).getBytes(StandardCharsets.UTF_8);
        if (shasums.length > 0 && name.equals(shasumsName(provider, version))) {
            return RegistryReply.of(200, "text/plain", ArchiveContent.of(shasums));
        }
        if (shasums.length > 0 && name.equals(shasumsName(provider, version) + ".sig")) {
            return RegistryReply.of(200, "application/octet-stream", ArchiveContent.of(signer.sign(shasums)));
        }
        return published.platforms(provider, version).stream()
                .map(platform -> new PackageId(provider, version, platform))
                .filter(id -> id.archiveName().equals(name))
                .findFirst()
                .flatMap(published::find)
                .map(found -> RegistryReply.of(200, "application/zip", found.archive()))
                .orElseGet(RegistryReply::notFound);
    }

    private ProviderAddress provider(String namespace, String type) {
        return new ProviderAddress(hostname, namespace, type);
    }

    private static String directory(PackageId id) {
        return "/%s/%s/%s/%s/"
                .formatted(FILES, id.provider().namespace(), id.provider().type(), id.version());
    }

    private static String shasumsName(ProviderAddress provider, ProviderVersion version) {
        return "terraform-provider-%s_%s_SHA256SUMS".formatted(provider.type(), version);
    }

    private static RegistryReply json(ObjectNode document) {
        return RegistryReply.of(200, "application/json", document.toString());
    }
}
