package org.tfmirror.console.page;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import java.util.List;
import org.tfmirror.web.Problem;

/** The templates that several pages share. */
@CheckedTemplate(basePath = "console/page")
final class Templates {

    private Templates() {}

    static native TemplateInstance error(Frame frame, Problem problem);

    static native TemplateInstance confirm(Frame frame, Question question);

    static native TemplateInstance warned(Frame frame, List<String> warnings, String back);
}
