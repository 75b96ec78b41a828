package org.tfmirror.console.catalog;

import java.time.Instant;
import java.util.Objects;
import org.tfmirror.catalog.view.CatalogOverview.Held;
import org.tfmirror.console.page.Amounts;
import org.tfmirror.console.page.Moment;

/**
 * A package in a list.
 *
 * @param state as of {@link VersionRow#state}
 */
public record PackageRow(
        long id, ProviderName provider, String version, String platform, String state, String size, Moment verified) {

    static PackageRow of(Held held, Instant now) {
        return new PackageRow(
                held.id(),
                ProviderName.of(held.name().provider()),
                held.name().version().toString(),
                held.name().platform().toString(),
                VersionRow.state(held),
                Amounts.bytes(held.bytes()),
                Objects.requireNonNull(Moment.of(held.verifiedAt(), now)));
    }
}
