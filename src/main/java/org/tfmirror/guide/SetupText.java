package org.tfmirror.guide;

import static org.tfmirror.guide.Part.Kind.CODE;
import static org.tfmirror.guide.Part.Kind.HEADING;
import static org.tfmirror.guide.Part.Kind.PARAGRAPH;
import static org.tfmirror.guide.Part.Kind.TITLE;

import java.util.ArrayList;
import java.util.List;
import org.tfmirror.catalog.view.ServedReleases.Coverage;

/**
 * What a person writes for either face and either tool, and when to choose which. Where readers need a token, the network
 * mirror comes first: with it the token goes to the mirror and nowhere else.
 *
 * @param needsToken whether reading needs the mirror's token
 * @param coverage how many packages the registry face lacks
 */
record SetupText(PublicUrl url, boolean needsToken, Coverage coverage) {

    private static final String TERRAFORM = "registry.terraform.io";
    private static final String TOFU = "registry.opentofu.org";

    List<Part> parts() {
        List<Part> parts = new ArrayList<>();
        add(parts, TITLE, "Install providers from this mirror");
        if (!url.known()) {
            add(parts, PARAGRAPH, """
                    This mirror does not know its address, so this page shows an example. Its operator sets
                    tfmirror.public-url.""");
        }
        add(parts, PARAGRAPH, """
                Write one of the two into ~/.terraformrc (Terraform) or ~/.tofurc (OpenTofu), or into a file that
                TF_CLI_CONFIG_FILE names. Both give the same packages, byte for byte as their authors signed them, and lock
                files hold for either.""");
        if (needsToken) {
            parts.addAll(mirror("1. As a network mirror (first choice: reading needs a token)"));
            parts.addAll(registry("2. As a registry"));
        } else {
            parts.addAll(registry("1. As a registry (first choice)"));
            parts.addAll(mirror("2. As a network mirror"));
        }
        return parts;
    }

    private List<Part> registry(String heading) {
        List<Part> parts = new ArrayList<>();
        add(parts, HEADING, heading);
        add(parts, PARAGRAPH, """
                Choose it to let the client check the author's signature itself, to get the hashes of every platform into the
                lock file at the first init, and for `terraform providers lock`, `terraform providers mirror`, Dependabot and
                Renovate, which ask registries only. One block for each registry; another one's has its name in place of
                these:""");
        add(parts, CODE, host(TERRAFORM));
        add(parts, CODE, host(TOFU));
        if (needsToken) {
            add(parts, CODE, credentials(TERRAFORM));
            add(parts, PARAGRAPH, """
                    The token is this mirror's, but the client looks for it under the registry's name. That is why the block
                    does not name modules.v1: modules would be asked of the real registry, and each request would hand it
                    this mirror's token. A host block replaces all that the host says of itself, so with this block no module
                    can be installed from that registry. Where modules are needed, use the network mirror.""");
        } else {
            add(parts, PARAGRAPH, """
                    A host block replaces all that the host says of itself, so it names modules.v1, too: modules still come
                    from the real registry.""");
        }
        if (coverage.withoutEvidence() > 0) {
            add(parts, PARAGRAPH, """
                    %d of %d packages lack the documents that their authors signed. Those are given by the network mirror
                    only.""".formatted(coverage.withoutEvidence(), coverage.packages()));
        }
        return parts;
    }

    private List<Part> mirror(String heading) {
        List<Part> parts = new ArrayList<>();
        add(parts, HEADING, heading);
        add(parts, PARAGRAPH, """
                Choose it for one block that is for all registries%s, and for packages that have no signed documents. The
                client trusts this mirror's hashes; a lock file gets those of its own platform only.""".formatted(needsToken ? ", to install modules from them as ever" : ""));
        add(parts, CODE, """
                provider_installation {
                  network_mirror {
                    url = "%s"
                  }
                }
                """.formatted(url.mirror()));
        if (needsToken) {
            add(parts, CODE, credentials(url.host()));
        }
        add(parts, PARAGRAPH, """
                With OpenTofu 1.12 or later, add a line: then lock files get the hashes of every platform that is mirrored.""");
        add(parts, CODE, """
                    url              = "%s"
                    trust_all_hashes = true
                """.formatted(url.mirror()));
        add(parts, PARAGRAPH, """
                What is not mirrored fails, unless a block `direct {}` after network_mirror lets the client ask its registry.""");
        return parts;
    }

    private String host(String hostname) {
        String modules = needsToken ? "" : "    \"modules.v1\"   = \"https://%s/v1/modules/\"%n".formatted(hostname);
        return """
                host "%s" {
                  services = {
                    "providers.v1" = "%s"
                %s  }
                }
                """.formatted(hostname, url.registry(hostname), modules);
    }

    private static String credentials(String hostname) {
        return """
                credentials "%s" {
                  token = "..."
                }
                """.formatted(hostname);
    }

    private static void add(List<Part> parts, Part.Kind kind, String text) {
        parts.add(new Part(kind, kind == PARAGRAPH ? text.replace('\n', ' ') : text));
    }
}
