package org.tfmirror.command.catalog;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.SQLException;
import org.tfmirror.audit.Action;
import org.tfmirror.audit.AuditLog;
import org.tfmirror.audit.Caller;
import org.tfmirror.command.CommandRefusedException;
import org.tfmirror.policy.HeldVersion;
import org.tfmirror.policy.HeldVersion.Status;
import org.tfmirror.policy.HoldTable;

/** Waives and rejects held versions, for operators. */
@ApplicationScoped
public class HoldCommands {

    private final HoldTable holds;
    private final AuditLog audit;

    HoldCommands(HoldTable holds, AuditLog audit) {
        this.holds = holds;
        this.audit = audit;
    }

    /**
     * Lets a version through. Repeating it changes nothing.
     *
     * @throws CommandRefusedException where there is no such hold
     */
    @Transactional(rollbackOn = Exception.class)
    public HeldVersion waive(Caller caller, long id, String reason) throws SQLException {
        return decide(caller, Action.HOLD_WAIVE, id, Status.WAIVED, reason);
    }

    /**
     * Rejects a version for good; its mirrored packages stay. Repeating it changes nothing.
     *
     * @throws CommandRefusedException where there is no such hold
     */
    @Transactional(rollbackOn = Exception.class)
    public HeldVersion reject(Caller caller, long id, String reason) throws SQLException {
        return decide(caller, Action.HOLD_REJECT, id, Status.REJECTED, reason);
    }

    private HeldVersion decide(Caller caller, Action action, long id, Status status, String reason)
            throws SQLException {
        HeldVersion held = holds.lock(id).orElseThrow(() -> CommandRefusedException.unknownHold(id));
        String object = "hold/" + id;
        if (held.status() == status) {
            audit.unchanged(caller, action, object);
            return held;
        }
        HeldVersion decided = holds.decide(id, status, caller.actor(), reason);
        audit.done(caller, action, object, "%s %s reason=%s".formatted(held.provider(), held.version(), reason));
        return decided;
    }
}
