package org.tfmirror.console.bundle;

import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.tfmirror.bundle.BundleConfig;
import org.tfmirror.bundle.BundleStatements;
import org.tfmirror.bundle.BundleStatements.Said;
import org.tfmirror.bundle.Bundles;
import org.tfmirror.bundle.Bundles.Bundle;
import org.tfmirror.command.CommandRefusedException;
import org.tfmirror.console.bundle.BundleDetails.Decisions;
import org.tfmirror.console.bundle.BundleDetails.Files;
import org.tfmirror.console.page.Address;
import org.tfmirror.console.page.Moment;
import org.tfmirror.job.Job;
import org.tfmirror.provider.Page;

/** Reads bundles as pages show them. */
@Singleton
class BundleReader {

    private static final int PAGE = 50;

    private final Bundles bundles;
    private final BundleStatements statements;
    private final BundleConfig config;

    BundleReader(Bundles bundles, BundleStatements statements, BundleConfig config) {
        this.bundles = bundles;
        this.statements = statements;
        this.config = config;
    }

    /** @throws CommandRefusedException where there is no such bundle */
    Bundle find(long id) throws SQLException {
        return bundles.find(id).orElseThrow(() -> CommandRefusedException.unknownBundle(id));
    }

    List<BundleRow> newest(long before, int limit, Instant now) throws SQLException {
        return rows(bundles.newest(before, limit), now);
    }

    /** @param after the statement that the page before ended with; 0 for the first page */
    BundleDetails details(long id, long after, Instant now) throws SQLException {
        Bundle bundle = find(id);
        return new BundleDetails(
                rows(List.of(bundle), now).get(0),
                Files.of(bundles.parts(id), Moment.of(bundle.createdAt().plus(config.retention()), now)),
                bundles.lacking(id),
                said(id, after, now));
    }

    private Decisions said(long id, long after, Instant now) throws SQLException {
        Page<Said> page = Page.of(statements.of(id, after, PAGE + 1), PAGE, Said::id);
        return new Decisions(
                page.rows().stream()
                        .map(each -> BundleDetails.Statement.of(each, now))
                        .toList(),
                after,
                Address.of("/console/bundles/" + id).after(page.next()),
                !statements.acceptable(id, 1).isEmpty());
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
