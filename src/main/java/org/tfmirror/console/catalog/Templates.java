package org.tfmirror.console.catalog;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tfmirror.console.page.Choice;
import org.tfmirror.console.page.Frame;

@CheckedTemplate(basePath = "console/catalog")
final class Templates {

    private Templates() {}

    /** @param next the address of the following page; null on the last */
    static native TemplateInstance providers(
            Frame frame, List<ProviderRow> providers, String search, @Nullable String next);

    static native TemplateInstance provider(
            Frame frame, ProviderName provider, List<VersionRow> versions, @Nullable String next);

    /** @param evidence null where nothing is kept that vouches for it */
    static native TemplateInstance packaged(Frame frame, PackageDetails details, @Nullable EvidenceDetails evidence);

    /**
     * @param explanation what their state means, and what to do
     * @param next the address of the following page; null on the last
     */
    static native TemplateInstance packages(
            Frame frame, List<PackageRow> packages, List<Choice> states, String explanation, @Nullable String next);
}
