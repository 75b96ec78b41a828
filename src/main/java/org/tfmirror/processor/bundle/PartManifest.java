package org.tfmirror.processor.bundle;

import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.tfmirror.bundle.BundleEntry;
import org.tfmirror.bundle.BundleKeys;
import org.tfmirror.bundle.BundleParts;
import org.tfmirror.bundle.Bundles;
import org.tfmirror.bundle.Bundles.Bundle;
import org.tfmirror.bundle.Manifest;
import org.tfmirror.bundle.Part;
import org.tfmirror.bundle.Statement;
import org.tfmirror.bundle.Statement.Decision;
import org.tfmirror.catalog.stored.StoredPackages;
import org.tfmirror.policy.HeldVersion;
import org.tfmirror.policy.HeldVersion.Status;
import org.tfmirror.policy.HoldTable;
import org.tfmirror.provider.PackageId;

/** What a bundle has once its newest part is there, and what operators have decided by then. */
final class PartManifest {

    private final Bundles bundles;
    private final BundleParts parts;
    private final StoredPackages packages;
    private final HoldTable holds;
    private final Clock clock;

    PartManifest(Bundles bundles, BundleParts parts, StoredPackages packages, HoldTable holds, Clock clock) {
        this.bundles = bundles;
        this.parts = parts;
        this.packages = packages;
        this.holds = holds;
        this.clock = clock;
    }

    /**
     * Its manifest, unsigned.
     *
     * @param part the newest, which nobody knows of yet
     * @param added its packages
     */
    Manifest with(Bundle bundle, BundleKeys keys, Part part, List<BundleEntry> added) throws SQLException {
        List<Part> all = new ArrayList<>(bundles.parts(bundle.id()));
        all.add(part);
        List<BundleEntry> entries = new ArrayList<>(bundles.entries(bundle.id()));
        entries.addAll(added);
        Set<PackageId> missing = new LinkedHashSet<>(parts.unpacked(bundle.id()));
        added.forEach(entry -> missing.remove(entry.id()));
        return new Manifest(
                new Manifest.Origin(keys.keyId().orElseThrow(), bundle.id(), clock.instant()),
                bundle.base(),
                all,
                entries,
                List.copyOf(missing),
                statements());
    }

    private List<Statement> statements() throws SQLException {
        List<Statement> statements = new ArrayList<>();
        for (StoredPackages.Blocked each : packages.blocked()) {
            statements.add(Statement.block(each.id(), each.reason()));
        }
        for (HeldVersion each : holds.decided()) {
            Decision decision = each.status() == Status.REJECTED ? Decision.REJECT : Decision.WAIVE;
            statements.add(Statement.of(decision, each.provider(), each.version(), each.reason()));
        }
        return statements;
    }
}
