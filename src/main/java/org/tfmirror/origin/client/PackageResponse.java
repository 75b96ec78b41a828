package org.tfmirror.origin.client;

import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import org.tfmirror.origin.OriginException;
import org.tfmirror.origin.OriginException.ResponseInvalid;
import org.tfmirror.origin.PackageMetadata;
import org.tfmirror.origin.PublicKey;
import org.tfmirror.origin.guard.AddressGuard;
import org.tfmirror.origin.guard.Shown;
import org.tfmirror.origin.http.JsonResponse;
import org.tfmirror.provider.InvalidNameException;
import org.tfmirror.provider.PackageHash;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.PlainName;

/** Reads a registry's answer about one package, refusing what is not about this package or not well formed. */
final class PackageResponse {

    private static final Pattern SHASUM = Pattern.compile("[0-9a-fA-F]{64}");

    private final PackageId id;
    private final JsonResponse json;
    private final AddressGuard guard;

    PackageResponse(PackageId id, JsonResponse json, AddressGuard guard) {
        this.id = id;
        this.json = json;
        this.guard = guard;
    }

    PackageMetadata read() throws OriginException {
        requireEcho("os", id.platform().os());
        requireEcho("arch", id.platform().arch());
        Optional<JsonResponse> details = packageDetails();
        return new PackageMetadata(
                id,
                filename(),
                guardedUrl("download_url"),
                shasum(),
                guardedUrl("shasums_url"),
                guardedUrl("shasums_signature_url"),
                keys(),
                details.isPresent() ? details.get().optionalSize("package_size") : OptionalLong.empty(),
                details.isPresent() ? hashes(details.get()) : Set.of(),
                json.texts("protocols"),
                json.textsIfAny("warnings"));
    }

    private void requireEcho(String field, String expected) throws ResponseInvalid {
        String found = json.text(field);
        if (!found.equals(expected)) {
            throw json.invalid(field, "is " + Shown.text(found) + ", not " + expected);
        }
    }

    /** The origin's own name for the archive. It need not be ours, but it may not tell of another version. */
    private String filename() throws ResponseInvalid {
        String filename = json.text("filename");
        if (!PlainName.is(filename)) {
            throw json.invalid("filename", "is " + Shown.text(filename) + ", not the plain name of a file");
        }
        Optional<PackageId> other = PackageId.ofArchiveName(id.provider(), filename.replaceFirst("_v(?=[0-9])", "_"))
                .filter(named -> !withoutMetadata(named).equals(withoutMetadata(id))
                        || !named.platform().equals(id.platform()));
        if (other.isPresent()) {
            throw json.invalid("filename", "is " + Shown.text(filename) + ", not of " + id);
        }
        return filename;
    }

    private static String withoutMetadata(PackageId id) {
        return id.version().toString().replaceFirst("\\+.*", "");
    }

    private String shasum() throws ResponseInvalid {
        String shasum = json.text("shasum");
        if (!SHASUM.matcher(shasum).matches()) {
            throw json.invalid("shasum", "is not 64 hex digits");
        }
        return shasum.toLowerCase(Locale.ROOT);
    }

    private URI guardedUrl(String field) throws OriginException {
        URI url = json.url(field);
        guard.checkUrl(url);
        return url;
    }

    private List<PublicKey> keys() throws ResponseInvalid {
        Optional<JsonResponse> signingKeys = json.optionalObject("signing_keys");
        List<PublicKey> keys = new ArrayList<>();
        if (signingKeys.isPresent()) {
            for (JsonResponse key : signingKeys.get().objects("gpg_public_keys")) {
                key.optionalText("trust_signature"); // clients refuse one that is not a text
                keys.add(new PublicKey(
                        key.textIfAny("key_id"),
                        key.text("ascii_armor"),
                        key.textIfAny("trust_signature"),
                        key.textIfAny("source"),
                        key.textIfAny("source_url")));
            }
        }
        return keys;
    }

    /**
     * OpenTofu's registry may list all platforms' hashes and sizes; ours is the one of interest. Terraform doesn't read
     * this, so what cannot be read loses no package; what can be is compared with the package.
     */
    private Optional<JsonResponse> packageDetails() throws ResponseInvalid {
        Optional<JsonResponse> packages = json.objectIfAny("packages");
        return packages.isPresent() ? packages.get().objectIfAny(id.platform().toString()) : Optional.empty();
    }

    private static Set<PackageHash> hashes(JsonResponse details) {
        Set<PackageHash> hashes = new LinkedHashSet<>();
        for (String text : details.textsIfAny("hashes")) {
            try {
                hashes.add(PackageHash.parse(text));
            } catch (InvalidNameException e) {
                continue; // of a scheme that came later, or of none: it says nothing, and the signature decides
            }
        }
        return hashes;
    }
}
