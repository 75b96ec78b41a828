package org.tfmirror.processor.engine;

import java.sql.SQLException;
import java.util.List;
import org.jboss.logging.Logger;
import org.tfmirror.storage.StorageException;

/**
 * Deletes leftovers of killed workers and expired rows, one chore after the other. A chore that fails delays no
 * other. Every replica runs it; running it twice does no harm.
 */
public final class Housekeeping {

    private static final Logger LOG = Logger.getLogger(Housekeeping.class);

    private final List<Chore> chores;

    /**
     * A periodic task.
     *
     * @param name for the log
     */
    public record Chore(String name, Work work) {}

    /** Runs it, and returns how many things it deleted. */
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
            LOG.warnf(
                    "housekeeping failed, the next round tries again chore=%s error=%s", chore.name(), e.getMessage());
        } catch (RuntimeException | Error e) {
            LOG.errorf(e, "housekeeping failed unexpectedly chore=%s", chore.name());
        }
    }
}
