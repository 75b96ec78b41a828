package org.tfmirror.command.bundle;

import jakarta.enterprise.event.Event;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tfmirror.audit.Caller;
import org.tfmirror.command.CommandRefusedException;
import org.tfmirror.job.JobSubmitted;
import org.tfmirror.provider.InvalidNameException;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.provider.SafeText;
import org.tfmirror.storage.ObjectStore;
import org.tfmirror.storage.StorageException;
import org.tfmirror.storage.StorageKey;

/** Takes over archives that are in the bucket already. */
@Singleton
public class AdoptionCommands {

    private static final int MAX_PACKAGES = 100_000;

    /** A directory of {@code terraform providers mirror} has two documents beside each version's archives. */
    private static final int MAX_KEYS = 500_000;

    private final ObjectStore store;
    private final BundleJobs jobs;
    private final Event<JobSubmitted> submitted;

    AdoptionCommands(ObjectStore store, BundleJobs jobs, Event<JobSubmitted> submitted) {
        this.store = store;
        this.jobs = jobs;
        this.submitted = submitted;
    }

    /**
     * Submits a job of all archives below a folder that are laid out as {@code terraform providers mirror} does.
     *
     * @param folder without a slash at its end; empty for the bucket's top
     * @param waive why versions come that are held; null where they do not
     * @return the job's id
     */
    public long adopt(Caller caller, String folder, @Nullable String waive) throws SQLException, StorageException {
        String prefix = folder.isEmpty() ? "" : folder + "/";
        List<PackageId> packages = packages(prefix, store.list(prefix, MAX_KEYS + 1));
        long id = jobs.adopt(caller, folder, packages, waive);
        submitted.fire(new JobSubmitted(id));
        return id;
    }

    /** Finds the packages among all that lies below a prefix, and leaves none out silently. */
    static List<PackageId> packages(String prefix, List<StorageKey> keys) {
        if (keys.size() > MAX_KEYS) {
            throw tooMany("more than %d objects below %s".formatted(MAX_KEYS, SafeText.quoted(prefix)));
        }
        List<PackageId> packages = keys.stream()
                .map(StorageKey::value)
                .flatMap(key -> packageOf(key.substring(prefix.length())).stream())
                .distinct()
                .limit(MAX_PACKAGES + 1L)
                .toList();
        if (packages.isEmpty()) {
            throw CommandRefusedException.conflict(
                    "nothing_to_adopt",
                    "there is no HOSTNAME/NAMESPACE/TYPE/terraform-provider-TYPE_VERSION_OS_ARCH.zip below %s"
                            .formatted(SafeText.quoted(prefix)));
        }
        if (packages.size() > MAX_PACKAGES) {
            throw tooMany("more than %d packages in one job".formatted(MAX_PACKAGES));
        }
        return packages;
    }

    private static CommandRefusedException tooMany(String what) {
        return CommandRefusedException.unprocessable("too_many_packages", what + "; name a folder below it");
    }

    private static Optional<PackageId> packageOf(String path) {
        String[] parts = path.split("/", -1);
        if (parts.length != 4) {
            return Optional.empty();
        }
        try {
            return PackageId.ofArchiveName(new ProviderAddress(parts[0], parts[1], parts[2]), parts[3]);
        } catch (InvalidNameException e) {
            return Optional.empty();
        }
    }
}
