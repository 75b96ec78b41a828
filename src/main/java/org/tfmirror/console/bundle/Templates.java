package org.tfmirror.console.bundle;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tfmirror.console.page.Frame;
import org.tfmirror.web.Violation;

@CheckedTemplate(basePath = "console/bundle")
final class Templates {

    private Templates() {}

    /**
     * @param next the address of the following page; null on the last
     * @param canSign whether there is a key to sign with
     */
    static native TemplateInstance bundles(
            Frame frame, List<BundleRow> bundles, @Nullable String next, boolean canSign);

    static native TemplateInstance bundle(Frame frame, BundleDetails details, List<Violation> violations);

    /**
     * @param canSign whether there is a key to sign with
     * @param partSize how large a part becomes where nothing is entered
     */
    static native TemplateInstance export(Frame frame, ExportForm form, boolean canSign, String partSize);

    static native TemplateInstance carryIn(Frame frame, ImportForm form);
}
