package org.tfmirror.console.catalog;

import java.time.Instant;
import java.util.Objects;
import org.tfmirror.catalog.view.CatalogOverview.Provider;
import org.tfmirror.console.page.Amounts;
import org.tfmirror.console.page.Moment;
import org.tfmirror.provider.ProviderAddress;

/** A provider in a list, its numbers in words. */
public record ProviderRow(
        ProviderName name, String versions, String packages, String size, Moment newest, long damaged, long blocked) {

    static ProviderRow of(Provider provider, Instant now) {
        return new ProviderRow(
                ProviderName.of(new ProviderAddress(provider.hostname(), provider.namespace(), provider.type())),
                Amounts.number(provider.versions()),
                Amounts.number(provider.packages()),
                Amounts.bytes(provider.bytes()),
                Objects.requireNonNull(Moment.of(provider.newest(), now)),
                provider.damaged(),
                provider.blocked());
    }
}
