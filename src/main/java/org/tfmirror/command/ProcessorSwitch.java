package org.tfmirror.command;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.SQLException;
import org.tfmirror.audit.Action;
import org.tfmirror.audit.AuditLog;
import org.tfmirror.audit.Caller;
import org.tfmirror.job.QueueStats;

/** Pauses and resumes all replicas, with an audit entry in the same transaction. */
@ApplicationScoped
public class ProcessorSwitch {

    private static final String OBJECT = "processor";

    private final QueueStats backlog;
    private final AuditLog audit;

    ProcessorSwitch(QueueStats backlog, AuditLog audit) {
        this.backlog = backlog;
        this.audit = audit;
    }

    /** Stops claiming in every replica, or resumes it. */
    @Transactional(rollbackOn = SQLException.class)
    public void set(Caller caller, boolean paused) throws SQLException {
        Action action = paused ? Action.PROCESSOR_PAUSE : Action.PROCESSOR_RESUME;
        if (backlog.setPaused(paused, caller.actor())) {
            audit.done(caller, action, OBJECT);
        } else {
            audit.unchanged(caller, action, OBJECT);
        }
    }
}
