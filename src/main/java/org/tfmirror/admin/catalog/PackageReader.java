package org.tfmirror.admin.catalog;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tfmirror.admin.Page;
import org.tfmirror.catalog.MirroredPackage;
import org.tfmirror.catalog.PackageFilter;
import org.tfmirror.command.CommandRefusedException;

/** Reads packages of the catalog as the API shows them. */
@ApplicationScoped
class PackageReader {

    @Transactional
    PackagePage newest(PackageFilter filter, @Nullable Long before, int limit) {
        List<PackageView> packages = MirroredPackage.newest(filter, before, limit + 1).stream()
                .map(PackageView::of)
                .toList();
        Page<PackageView> page = Page.of(packages, limit, PackageView::id);
        return new PackagePage(page.rows(), page.next());
    }

    @Transactional
    PackageView details(long id) {
        return MirroredPackage.<MirroredPackage>findByIdOptional(id)
                .map(PackageView::of)
                .orElseThrow(() -> CommandRefusedException.unknownPackage(id));
    }
}
