package org.tfmirror.processor.engine;

import java.sql.SQLException;
import java.util.List;
import org.jboss.logging.Logger;
import org.tfmirror.storage.StorageException;

/**
 * Clears away what killed workers left and what nobody needs any longer, one chore after the other: one that fails puts
 * off no other. Every replica does it; nothing is harmed by doing it twice.
 */
public final class Housekeeping {

    private static final Logger LOG = Logger.getLogger(Housekeeping.class);

    private final List<Chore> chores;

    /**
     * A thing to do now and then.
     *
     * @param name for the log
     */
    public record Chore(String name, Work work) {}

    /** Does it, and tells how many things were cleared away. */
    public interface Work {
        int run() throws SQLException, StorageException;
    }

    public Housekeeping(List<Chore> chores) {
        this.chores = List.copyOf(chores);
    }

    public void run() {
        chores.forEach(Housekeeping::run);
    }

    private static void run(Chore chore) {
        try {
            int cleared = chore.work().run();
            if (cleared > 0) {
                LOG.infof("housekeeping done chore=%s count=%d", chore.name(), cleared);
            }
        } catch (StorageException | SQLException e) {
            LOG.warnf("housekeeping put off until the next round chore=%s error=%s", chore.name(), e.getMessage());
        } catch (RuntimeException | Error e) {
            LOG.errorf(e, "housekeeping failed unexpectedly chore=%s", chore.name());
        }
    }
}
