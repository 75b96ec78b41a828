package org.tfmirror.processor.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tfmirror.processor.engine.Housekeeping.Chore;
import org.tfmirror.storage.StorageRefusedException;

class HousekeepingTest {

    private final List<String> done = new ArrayList<>();

    @Test
    void aChoreThatFailsPutsOffNoOther() {
        new Housekeeping(List.of(
                        failing(() -> {
                            throw new StorageRefusedException("not allowed", null);
                        }),
                        chore("after the store"),
                        failing(() -> {
                            throw new SQLException("gone");
                        }),
                        chore("after the database"),
                        failing(() -> {
                            throw new NoClassDefFoundError("a broken image");
                        }),
                        chore("after a defect")))
                .run();

        assertThat(done).containsExactly("after the store", "after the database", "after a defect");
    }

    private Chore chore(String name) {
        return new Chore(name, () -> {
            done.add(name);
            return 1;
        });
    }

    private static Chore failing(Housekeeping.Work work) {
        return new Chore("fails", work);
    }
}
