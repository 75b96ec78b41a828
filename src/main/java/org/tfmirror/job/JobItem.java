package org.tfmirror.job;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.SequenceGenerator;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.tfmirror.provider.PackageId;

/** One package a job is to mirror. Like its {@link Job}, written at submit and moved by guarded statements only. */
@Entity
@SuppressWarnings("unused") // Hibernate reads and writes what no accessor does
public class JobItem extends PanacheEntityBase {

    @Id
    @GeneratedValue(generator = "job_item_id_seq")
    @SequenceGenerator(name = "job_item_id_seq", sequenceName = "job_item_id_seq", allocationSize = 50)
    private @Nullable Long id;

    @ManyToOne(fetch = FetchType.LAZY, optional = false)
    private @Nullable Job job;

    private int ordinal;
    private String hostname = "";
    private String namespace = "";
    private String type = "";
    private String version = "";
    private String os = "";
    private String arch = "";

    @Convert(converter = StatusConverters.OfItem.class)
    private ItemStatus status = ItemStatus.PENDING;

    private int attempts;
    private @Nullable Instant nextAttemptAt;
    private @Nullable String errorCode;
    private @Nullable String errorMessage;
    private @Nullable Long sizeBytes;
    private long downloadedBytes;
    private @Nullable Instant startedAt;
    private @Nullable Instant completedAt;

    /** For Hibernate. */
    protected JobItem() {}

    JobItem(Job job, int ordinal, PackageId wanted) {
        this.job = job;
        this.ordinal = ordinal;
        this.hostname = wanted.provider().hostname();
        this.namespace = wanted.provider().namespace();
        this.type = wanted.provider().type();
        this.version = wanted.version().toString();
        this.os = wanted.platform().os();
        this.arch = wanted.platform().arch();
    }

    public long id() {
        if (id == null) {
            throw new IllegalStateException("not stored yet");
        }
        return id;
    }

    /** What is wanted. */
    public StoredPackage wanted() {
        return new StoredPackage(hostname, namespace, type, version, os, arch);
    }

    public ItemStatus status() {
        return status;
    }

    /** How often it was started, less those given back by a graceful shutdown. */
    public int attempts() {
        return attempts;
    }

    /** Set while it waits for its next attempt. */
    public @Nullable Instant nextAttemptAt() {
        return nextAttemptAt;
    }

    /** The kind of the last fault, in snake_case; kept while a retry is waited for, cleared on completion. */
    public @Nullable String errorCode() {
        return errorCode;
    }

    public @Nullable String errorMessage() {
        return errorMessage;
    }

    /** The archive's size, known once it is stored. */
    public @Nullable Long sizeBytes() {
        return sizeBytes;
    }

    /** Bytes received from the origin in the current or last attempt, as last saved. */
    public long downloadedBytes() {
        return downloadedBytes;
    }

    public @Nullable Instant startedAt() {
        return startedAt;
    }

    public @Nullable Instant completedAt() {
        return completedAt;
    }
}
