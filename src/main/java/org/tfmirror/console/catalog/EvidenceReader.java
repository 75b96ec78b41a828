package org.tfmirror.console.catalog;

import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;
import org.tfmirror.catalog.MirroredPackage;
import org.tfmirror.catalog.evidence.EvidenceTable;
import org.tfmirror.catalog.evidence.EvidenceTable.Recorded;
import org.tfmirror.command.CommandRefusedException;

/** Reads the evidence of packages. Thread-safe. */
@Singleton
class EvidenceReader {

    private final DataSource database;

    EvidenceReader(DataSource database) {
        this.database = database;
    }

    /**
     * Empty where nothing is kept.
     *
     * @throws CommandRefusedException where it is not what was recorded
     */
    Optional<Recorded> find(MirroredPackage kept) throws SQLException {
        String digest = kept.evidence();
        if (digest == null) {
            return Optional.empty();
        }
        try (Connection connection = database.getConnection()) {
            return EvidenceTable.find(connection, digest);
        } catch (EvidenceTable.Altered e) {
            throw CommandRefusedException.evidenceAltered(kept.id());
        }
    }
}
