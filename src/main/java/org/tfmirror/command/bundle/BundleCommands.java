package org.tfmirror.command.bundle;

import jakarta.enterprise.event.Event;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.tfmirror.audit.Caller;
import org.tfmirror.bundle.BundleKeys;
import org.tfmirror.bundle.ManifestFile;
import org.tfmirror.bundle.ManifestInvalidException;
import org.tfmirror.command.CommandRefusedException;
import org.tfmirror.job.JobSubmitted;
import org.tfmirror.storage.StorageException;

/** What operators command about bundles. The processor hears of each job after its commit. */
@Singleton
public class BundleCommands {

    private final BundlePlanner planner;
    private final BundleSources sources;
    private final BundleJobs jobs;
    private final BundleKeys keys;
    private final Event<JobSubmitted> submitted;

    BundleCommands(
            BundlePlanner planner,
            BundleSources sources,
            BundleJobs jobs,
            BundleKeys keys,
            Event<JobSubmitted> submitted) {
        this.planner = planner;
        this.sources = sources;
        this.jobs = jobs;
        this.keys = keys;
        this.submitted = submitted;
    }

    /** Plans a bundle of this selection; stores nothing. */
    public BundlePlan plan(BundleSelection selection, long partSize) throws SQLException, StorageException {
        return planner.plan(selection, partSize);
    }

    /**
     * Submits a job that packs the selection.
     *
     * @return the job's id, which is the bundle's
     * @throws CommandRefusedException where there is nothing to pack, or no key to sign with
     */
    public long export(Caller caller, BundleSelection selection, long partSize) throws SQLException, StorageException {
        if (!keys.canSign()) {
            throw noKey();
        }
        BundlePlan plan = planner.plan(selection, partSize);
        if (plan.packages().isEmpty()) {
            throw CommandRefusedException.conflict(
                    "nothing_to_export",
                    selection.since().isEmpty()
                            ? "no package of this selection is mirrored"
                            : "there is no package that the other side lacks; to carry what operators have decided,"
                                    + " pack any one package without since");
        }
        long id = jobs.export(caller, plan);
        submitted.fire(new JobSubmitted(id));
        return id;
    }

    /** The public signing key as PEM. */
    public String publicKey() {
        return keys.publicPem().orElseThrow(BundleCommands::noKey);
    }

    /** The intact packages of this side, signed. */
    public byte[] receipt() throws SQLException {
        if (!keys.canSign()) {
            throw noKey();
        }
        return planner.receipt(keys);
    }

    private static CommandRefusedException noKey() {
        return CommandRefusedException.conflict(
                "bundle_key_missing", "there is no key to sign with: set tfmirror.bundle.signing-key");
    }

    /**
     * Submits a job that imports a bundle. Its manifest is read here, and a bad one refuses all of it.
     *
     * @param folder where its files are in the bucket
     * @param waive why versions come that are held; null where they do not
     * @return the job's id, which is the bundle's on this side
     */
    public long importing(Caller caller, String folder, @Nullable String waive) throws SQLException, StorageException {
        ManifestFile manifest = sources.manifest(folder);
        if (manifest.packages() == 0) {
            throw CommandRefusedException.conflict("nothing_to_import", "the bundle's manifest names no package");
        }
        try {
            long id = jobs.importing(caller, folder, manifest, waive);
            submitted.fire(new JobSubmitted(id));
            return id;
        } catch (ManifestInvalidException e) {
            throw BundleSources.refused(e);
        }
    }
}
