package org.tfmirror.storage;

import java.util.regex.Pattern;
import org.tfmirror.provider.PackageId;

/**
 * Gives every package its key: the packed layout that {@code terraform providers mirror} writes, so that a synced
 * bucket is a filesystem mirror. Keys come from our own validated fields, never from a name an origin told us.
 * Immutable.
 */
public final class MirrorLayout {

    private static final Pattern PREFIX =
            Pattern.compile("([A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)*)?");
    private static final int PREFIX_LIMIT = 200;
    private static final Pattern ARCHIVE =
            Pattern.compile("[^/]+/[^/]+/([^/]+)/terraform-provider-\\1_[^/_]+_[a-z0-9]+_[a-z0-9]+\\.zip");

    private static final String BUNDLES = "bundles/";
    private static final Pattern BUNDLE_FILE = Pattern.compile(BUNDLES + "([^/]+/)+[^/]+");

    private final String prefix;

    private MirrorLayout(String prefix) {
        this.prefix = prefix;
    }

    /** The layout at the bucket's top. */
    public static MirrorLayout atTop() {
        return new MirrorLayout("");
    }

    /**
     * The layout below a prefix.
     *
     * @param prefix segments of letters, digits, dots, hyphens and underscores; slashes at either end are ignored;
     *     empty means the top
     */
    public static MirrorLayout under(String prefix) {
        String trimmed = prefix.replaceAll("^/+|/+$", "");
        if (trimmed.length() > PREFIX_LIMIT || !PREFIX.matcher(trimmed).matches()) {
            throw new IllegalArgumentException(
                    "tfmirror.storage.prefix: \"%s\" is not a path of letters, digits, dots, hyphens and underscores"
                            .formatted(prefix));
        }
        return new MirrorLayout(trimmed.isEmpty() ? "" : trimmed + "/");
    }

    /** Where the package's archive is kept: {@code [prefix/]hostname/namespace/type/terraform-provider-….zip}. */
    public StorageKey keyOf(PackageId id) {
        return new StorageKey(prefix + id.provider() + "/" + id.archiveName());
    }

    /** Where the files of bundles are kept: {@code [prefix/]bundles/NAME}. */
    public String bundleFolder(String name) {
        return prefix + BUNDLES + name;
    }

    /** What all keys begin with; empty at the bucket's top. */
    public String prefix() {
        return prefix;
    }

    /** Whether a key could be one of ours; a bucket may be shared. */
    public boolean covers(String key) {
        if (!key.startsWith(prefix)) {
            return false;
        }
        String ours = key.substring(prefix.length());
        return ARCHIVE.matcher(ours).matches() || BUNDLE_FILE.matcher(ours).matches();
    }
}
