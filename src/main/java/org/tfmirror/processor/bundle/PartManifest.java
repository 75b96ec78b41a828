package org.tfmirror.processor.bundle;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.tfmirror.bundle.BundleEntry;
import org.tfmirror.bundle.BundleKeys;
import org.tfmirror.bundle.BundleParts;
import org.tfmirror.bundle.Bundles;
import org.tfmirror.bundle.Bundles.Bundle;
import org.tfmirror.bundle.ManifestHead;
import org.tfmirror.bundle.ManifestJson;
import org.tfmirror.bundle.ManifestWriter;
import org.tfmirror.bundle.Part;
import org.tfmirror.bundle.Statement;
import org.tfmirror.command.bundle.OwnStatements;
import org.tfmirror.provider.PackageId;

/** What a bundle has once its newest part is there, and what operators have decided by then. */
final class PartManifest {

    private final Bundles bundles;
    private final BundleParts parts;
    private final OwnStatements decided;
    private final Clock clock;

    PartManifest(Bundles bundles, BundleParts parts, OwnStatements decided, Clock clock) {
        this.bundles = bundles;
        this.parts = parts;
        this.decided = decided;
        this.clock = clock;
    }

    /**
     * A manifest, unsigned.
     *
     * @param packages how many it names
     * @param missing how many it says are missing
     */
    record Packed(ManifestHead head, int packages, int missing, byte[] json) {}

    /**
     * Its manifest.
     *
     * @param part the newest, which nobody knows of yet
     * @param added its packages
     */
    Packed with(Bundle bundle, BundleKeys keys, Part part, List<BundleEntry> added) throws SQLException, IOException {
        List<Part> all = new ArrayList<>(bundles.parts(bundle.id()));
        all.add(part);
        ManifestHead head = new ManifestHead(
                new ManifestHead.Origin(keys.keyId().orElseThrow(), bundle.id(), clock.instant()), bundle.base(), all);
        Set<PackageId> packed = added.stream().map(BundleEntry::id).collect(Collectors.toSet());
        List<Statement> statements = decided.all();
        int[] counts = new int[2];
        byte[] json = CountedBytes.of(out -> {
            try (ManifestWriter manifest = new ManifestWriter(out, head)) {
                bundles.writeEntries(bundle.id(), manifest);
                for (BundleEntry each : added) {
                    manifest.entry(ManifestJson.write(each));
                }
                parts.writeMissing(bundle.id(), packed, manifest);
                for (Statement each : statements) {
                    manifest.statement(each);
                }
                counts[0] = manifest.packages();
                counts[1] = manifest.missing();
            }
        });
        return new Packed(head, counts[0], counts[1], json);
    }
}
