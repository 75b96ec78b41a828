package org.tfmirror.bundle;

import java.util.HashSet;
import java.util.Set;

/**
 * A manifest as it is in its file. A large one has 128 MB, so only these bytes are held: each use reads the lists again.
 * Immutable.
 */
public final class ManifestFile {

    private final byte[] json;
    private final ManifestHead head;
    private final int packages;

    private ManifestFile(byte[] json, ManifestHead head, int packages) {
        this.json = json;
        this.head = head;
        this.packages = packages;
    }

    /**
     * Reads all of it once; its signature is checked already. A package that is named twice is found by
     * {@link BundleWrites#addImport}.
     *
     * @param json not to be changed any more
     */
    public static ManifestFile of(byte[] json) throws ManifestInvalidException {
        int[] packages = {0};
        ManifestHead head = ManifestReader.<RuntimeException>read(json, some -> packages[0] += some.size());
        return new ManifestFile(json, head, packages[0]);
    }

    public ManifestHead head() {
        return head;
    }

    /** How many it names. */
    public int packages() {
        return packages;
    }

    /** What a mirror that has imported all of it would say it has. */
    public Receipt receipt() throws ManifestInvalidException {
        Set<String> lines = new HashSet<>();
        this.<RuntimeException>read(some -> some.forEach(
                each -> lines.add(Receipt.line(each.id(), each.files().archive().sha256()))));
        return new Receipt(lines);
    }

    <E extends Exception> void read(ManifestReader.Content<E> to) throws ManifestInvalidException, E {
        ManifestReader.read(json, to);
    }
}
