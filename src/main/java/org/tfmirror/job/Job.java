package org.tfmirror.job;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import io.quarkus.panache.common.Page;
import jakarta.persistence.CascadeType;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OrderBy;
import jakarta.persistence.SequenceGenerator;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tfmirror.provider.PackageId;

/**
 * An operator's request for packages. Written once, at submit; every later move is a guarded statement of
 * {@link JobQueue} or {@link JobControl}, so the entity has no setters. The lease columns are theirs alone.
 */
@Entity
@SuppressWarnings("unused") // Hibernate writes what no accessor reads
public class Job extends PanacheEntityBase {

    // One number at a time: ids of several replicas stay in the order of submission, which paging relies on.
    @Id
    @GeneratedValue(generator = "job_id_seq")
    @SequenceGenerator(name = "job_id_seq", sequenceName = "job_id_seq", allocationSize = 1)
    private @Nullable Long id;

    @Convert(converter = StatusConverters.OfKind.class)
    private JobKind kind = JobKind.DOWNLOAD;

    @Convert(converter = StatusConverters.OfJob.class)
    private JobStatus status = JobStatus.PENDING;

    private String createdBy = "";

    @Column(insertable = false, updatable = false)
    private @Nullable Instant createdAt;

    private @Nullable Instant startedAt;
    private @Nullable Instant completedAt;
    private @Nullable String errorMessage;
    private int totalItems;
    private int completedItems;
    private int failedItems;
    private int cancelledItems;
    private @Nullable String idempotencyKey;
    private @Nullable String requestDigest;

    @OneToMany(mappedBy = "job", cascade = CascadeType.PERSIST)
    @OrderBy("ordinal")
    private List<JobItem> items = new ArrayList<>();

    /** For Hibernate. */
    protected Job() {}

    /**
     * Stores a new job and its items, in the caller's transaction; it is due at once.
     *
     * @param packages what is wanted, in the order it is to be fetched; repeated ones count once
     */
    public static Job submit(String createdBy, List<PackageId> packages, @Nullable IdempotencyKey key) {
        if (packages.isEmpty()) {
            throw new IllegalArgumentException("a job needs at least one package");
        }
        Job job = new Job();
        job.createdBy = createdBy;
        if (key != null) {
            job.idempotencyKey = key.value();
            job.requestDigest = key.requestDigest();
        }
        int ordinal = 0;
        for (PackageId wanted : new LinkedHashSet<>(packages)) {
            job.items.add(new JobItem(job, ordinal++, wanted));
        }
        job.totalItems = ordinal;
        job.persist();
        return job;
    }

    /** The job an operator submitted with this key, if any. */
    public static Optional<Job> submittedWith(String createdBy, String idempotencyKey) {
        return find("createdBy = ?1 and idempotencyKey = ?2", createdBy, idempotencyKey)
                .firstResultOptional();
    }

    /** The job with its items, as they are at one moment: both come from one statement. */
    public static Optional<Job> withItems(long id) {
        return Job.<Job>find("from Job job left join fetch job.items item where job.id = ?1 order by item.ordinal", id)
                .singleResultOptional();
    }

    /**
     * Newest first.
     *
     * @param status null for any
     * @param before only jobs with a smaller id; null from the newest
     */
    public static List<Job> newest(@Nullable JobStatus status, @Nullable Long before, int limit) {
        StringBuilder query = new StringBuilder("from Job where true = true");
        Map<String, Object> parameters = new HashMap<>();
        if (status != null) {
            query.append(" and status = :status");
            parameters.put("status", status);
        }
        if (before != null) {
            query.append(" and id < :before");
            parameters.put("before", before);
        }
        return find(query.append(" order by id desc").toString(), parameters)
                .page(Page.ofSize(limit))
                .list();
    }

    public long id() {
        if (id == null) {
            throw new IllegalStateException("not stored yet");
        }
        return id;
    }

    public JobKind kind() {
        return kind;
    }

    public JobStatus status() {
        return status;
    }

    public String createdBy() {
        return createdBy;
    }

    /** Null until it has been read back from the database, whose clock sets it. */
    public @Nullable Instant createdAt() {
        return createdAt;
    }

    public @Nullable Instant startedAt() {
        return startedAt;
    }

    public @Nullable Instant completedAt() {
        return completedAt;
    }

    /** Why it failed: the first failed item's message. */
    public @Nullable String errorMessage() {
        return errorMessage;
    }

    public int totalItems() {
        return totalItems;
    }

    public int completedItems() {
        return completedItems;
    }

    public int failedItems() {
        return failedItems;
    }

    /** What was submitted together with the idempotency key; null without one. */
    public @Nullable String requestDigest() {
        return requestDigest;
    }

    /** Finished items in percent of all, 0 to 100. */
    public int progress() {
        return totalItems == 0 ? 0 : (int) ((completedItems + failedItems + cancelledItems) * 100L / totalItems);
    }

    /** In the order they run. */
    public List<JobItem> items() {
        return List.copyOf(items);
    }
}
