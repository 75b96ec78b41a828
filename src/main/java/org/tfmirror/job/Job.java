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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hibernate.annotations.Formula;
import org.jspecify.annotations.Nullable;
import org.tfmirror.job.queue.JobQueue;
import org.tfmirror.provider.ConstraintRequest;
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

    /** Text, because a newer release beside this one may have kinds that this one does not know. */
    private String kind = JobKind.DOWNLOAD.wireName();

    @Convert(converter = StatusConverters.OfJob.class)
    private JobStatus status = JobStatus.PENDING;

    private String createdBy = "";

    /** What made it: {@code operator}, {@code on_demand}, or what a newer release calls another way. */
    @Column(insertable = false, updatable = false)
    private String origin = "operator";

    @Column(insertable = false, updatable = false)
    private @Nullable String askedBy;

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
    private boolean listAsIs;
    private @Nullable String waiveReason;
    private @Nullable String warnings;

    /** Versions that are not listed although it has ended. */
    @Formula(JobWarnings.KEPT_OUT + "id" + JobWarnings.KEPT_OUT_END)
    private @Nullable String keptOut;

    /** Constraints that are still to be expanded. */
    @Formula("""
            (select count(*) from job_item selecting
             where selecting.job_id = id and selecting.version_constraint is not null
               and selecting.status in ('pending', 'downloading'))""")
    private int unexpanded;

    @OneToMany(mappedBy = "job", cascade = CascadeType.PERSIST)
    @OrderBy("ordinal")
    private List<JobItem> items = new ArrayList<>();

    /** For Hibernate. */
    protected Job() {}

    /**
     * Stores a new job and its items, in the caller's transaction; it is due at once.
     *
     * <p>Constraints come before packages: only when they are expanded is it known how much there is to do.
     */
    public static Job submit(String createdBy, JobSpec spec, @Nullable IdempotencyKey key) {
        Job job = new Job();
        job.createdBy = createdBy;
        if (key != null) {
            job.idempotencyKey = key.value();
            job.requestDigest = key.requestDigest();
        }
        for (ConstraintRequest constraint : spec.constraints()) {
            job.items.add(new JobItem(job, job.items.size(), constraint));
        }
        for (PackageId wanted : spec.packages()) {
            job.items.add(new JobItem(job, job.items.size(), wanted));
        }
        job.totalItems = spec.packages().size();
        job.listAsIs = spec.listAsIs();
        job.waiveReason = spec.waive();
        job.persist();
        return job;
    }

    /** The job an operator submitted with this key, if any. */
    public static Optional<Job> submittedWith(String createdBy, String idempotencyKey) {
        return find("createdBy = ?1 and idempotencyKey = ?2", createdBy, idempotencyKey)
                .firstResultOptional();
    }

    /**
     * Which jobs; null for any.
     *
     * @param origin what made them: {@code operator} or {@code on_demand}
     * @param askedBy who asked first, of those made on demand
     */
    public record Filter(
            @Nullable JobStatus status,
            @Nullable String origin,
            @Nullable String askedBy) {}

    /**
     * Newest first.
     *
     * @param status null for any
     * @param before only jobs with a smaller id; null from the newest
     */
    public static List<Job> newest(@Nullable JobStatus status, @Nullable Long before, int limit) {
        return matching(new Filter(status, null, null), before, limit);
    }

    /** As {@link #newest}, of those that are asked for. */
    public static List<Job> matching(Filter filter, @Nullable Long before, int limit) {
        StringBuilder query = new StringBuilder("from Job where true = true");
        Map<String, Object> parameters = new HashMap<>();
        if (filter.status() != null) {
            query.append(" and status = :status");
            parameters.put("status", filter.status());
        }
        if (filter.origin() != null) {
            query.append(" and origin = :origin");
            parameters.put("origin", filter.origin());
        }
        if (filter.askedBy() != null) {
            query.append(" and askedBy = :askedBy");
            parameters.put("askedBy", filter.askedBy());
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

    /** The {@link JobKind#wireName()}, or what a newer release calls a kind of its own. */
    public String kind() {
        return kind;
    }

    public JobStatus status() {
        return status;
    }

    public String createdBy() {
        return createdBy;
    }

    /** What made it: {@code operator}, {@code on_demand}, or what a newer release calls another way. */
    public String origin() {
        return origin;
    }

    /** Why it brings versions that are held; null where it does not. */
    public @Nullable String waiveReason() {
        return waiveReason;
    }

    /** Who asked first for what it brings, where it was made on demand: an address, or a token's name. */
    public @Nullable String askedBy() {
        return askedBy;
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

    /** What its submitter should know although nothing failed. */
    public List<String> warnings() {
        return JobWarnings.lines(warnings, keptOut);
    }

    /** The digest of the request that was submitted with the idempotency key; null without a key. */
    public @Nullable String requestDigest() {
        return requestDigest;
    }

    /**
     * Finished items in percent of all, 0 to 100; and 0 until constraints are expanded, because it is not known yet
     * of how many, and it must not fall when they become more. A job that was asked for nothing has done it all.
     */
    public int progress() {
        if (totalItems == 0 || unexpanded > 0) {
            return status == JobStatus.COMPLETED ? 100 : 0;
        }
        return (int) ((completedItems + failedItems + cancelledItems) * 100L / totalItems);
    }
}
