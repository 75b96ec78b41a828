package org.tfmirror.processor;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.SQLException;
import org.tfmirror.audit.Action;
import org.tfmirror.audit.AuditLog;
import org.tfmirror.job.QueueStats;

/** The switch that all replicas obey, and who turned it: one transaction. */
@ApplicationScoped
class ProcessorSwitch {

    private static final String OBJECT = "processor";

    private final QueueStats backlog;
    private final AuditLog audit;

    ProcessorSwitch(QueueStats backlog, AuditLog audit) {
        this.backlog = backlog;
        this.audit = audit;
    }

    /** Stops claiming in every replica, or lets it go on. */
    @Transactional(rollbackOn = SQLException.class)
    void set(boolean paused, String changedBy) throws SQLException {
        Action action = paused ? Action.PROCESSOR_PAUSE : Action.PROCESSOR_RESUME;
        if (backlog.setPaused(paused, changedBy)) {
            audit.done(action, OBJECT);
        } else {
            audit.unchanged(action, OBJECT);
        }
    }
}
