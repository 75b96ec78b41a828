package org.tfmirror.admin.bundle;

import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tfmirror.admin.job.JobReader;
import org.tfmirror.admin.job.JobView;
import org.tfmirror.bundle.Bundles;
import org.tfmirror.bundle.Bundles.Bundle;
import org.tfmirror.command.CommandRefusedException;
import org.tfmirror.provider.Page;

/** Reads bundles as the API shows them. */
@Singleton
class BundleReader {

    private final Bundles bundles;
    private final JobReader jobs;

    BundleReader(Bundles bundles, JobReader jobs) {
        this.bundles = bundles;
        this.jobs = jobs;
    }

    Bundle find(long id) throws SQLException {
        return bundles.find(id).orElseThrow(() -> CommandRefusedException.unknownBundle(id));
    }

    BundleView details(long id) throws SQLException {
        return view(find(id));
    }

    BundlePage newest(@Nullable Long before, int limit) throws SQLException {
        List<BundleView> views = new ArrayList<>();
        for (Bundle each : bundles.newest(before == null ? Long.MAX_VALUE : before, limit + 1)) {
            views.add(view(each));
        }
        Page<BundleView> page = Page.of(views, limit, BundleView::id);
        return new BundlePage(page.rows(), page.next());
    }

    private BundleView view(Bundle bundle) throws SQLException {
        return BundleView.of(bundle, bundles.parts(bundle.id()), bundles.lacking(bundle.id()), job(bundle.id()));
    }

    private @Nullable JobView job(long id) {
        try {
            return jobs.summary(id);
        } catch (CommandRefusedException e) {
            return null; // pruned
        }
    }
}
