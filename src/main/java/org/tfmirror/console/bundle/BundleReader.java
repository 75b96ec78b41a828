package org.tfmirror.console.bundle;

import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.tfmirror.bundle.BundleStatements;
import org.tfmirror.bundle.Bundles;
import org.tfmirror.bundle.Bundles.Bundle;
import org.tfmirror.command.CommandRefusedException;
import org.tfmirror.job.Job;

/** Reads bundles as pages show them. */
@Singleton
class BundleReader {

    private static final int STATEMENTS = 1_000;

    private final Bundles bundles;
    private final BundleStatements statements;

    BundleReader(Bundles bundles, BundleStatements statements) {
        this.bundles = bundles;
        this.statements = statements;
    }

    /** @throws CommandRefusedException where there is no such bundle */
    Bundle find(long id) throws SQLException {
        return bundles.find(id).orElseThrow(() -> CommandRefusedException.unknownBundle(id));
    }

    List<BundleRow> newest(long before, int limit, Instant now) throws SQLException {
        return rows(bundles.newest(before, limit), now);
    }

    BundleDetails details(long id, Instant now) throws SQLException {
        Bundle bundle = find(id);
        return new BundleDetails(
                rows(List.of(bundle), now).get(0),
                bundles.parts(id).stream().map(BundleDetails.File::of).toList(),
                bundles.lacking(id),
                statements.of(id, 0, STATEMENTS).stream()
                        .map(each -> BundleDetails.Statement.of(each, now))
                        .toList());
    }

    private static List<BundleRow> rows(List<Bundle> bundles, Instant now) {
        Map<Long, Job> jobs = Job.<Job>list(
                        "id in ?1", bundles.stream().map(Bundle::id).toList())
                .stream()
                .collect(Collectors.toMap(Job::id, Function.identity()));
        return bundles.stream()
                .map(each -> BundleRow.of(each, jobs.get(each.id()), now))
                .toList();
    }
}
