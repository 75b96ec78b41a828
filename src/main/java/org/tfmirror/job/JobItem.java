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
import org.tfmirror.provider.ConstraintRequest;
import org.tfmirror.provider.NewestOf;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.ProviderAddress;

/**
 * One package a job is to mirror, or a constraint that a worker puts packages beside. Like its {@link Job}, written at
 * submit and moved by guarded statements only.
 */
@Entity
@SuppressWarnings("unused") // Hibernate writes them, and what reads them is a statement
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
    private @Nullable String version;
    private @Nullable String os;
    private @Nullable String arch;
    private @Nullable String versionConstraint;
    private @Nullable String platforms;
    private @Nullable Integer newest;
    private @Nullable Integer newestPerMinor;

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

    JobItem(Job job, int ordinal, ConstraintRequest wanted) {
        this(job, ordinal, wanted.provider());
        this.versionConstraint = wanted.unlimited().toString();
        this.platforms = wanted.platformText();
        NewestOf.Limit limit = wanted.limit();
        if (limit != null) {
            this.newest = limit.newest();
            this.newestPerMinor = limit.newestPerMinor();
        }
    }

    JobItem(Job job, int ordinal, PackageId wanted) {
        this(job, ordinal, wanted.provider());
        this.version = wanted.version().toString();
        this.os = wanted.platform().os();
        this.arch = wanted.platform().arch();
    }

    private JobItem(Job job, int ordinal, ProviderAddress provider) {
        this.job = job;
        this.ordinal = ordinal;
        this.hostname = provider.hostname();
        this.namespace = provider.namespace();
        this.type = provider.type();
    }
}
