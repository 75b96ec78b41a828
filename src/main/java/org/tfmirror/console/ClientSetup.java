package org.tfmirror.console;

/**
 * What people write into the configuration of a client.
 *
 * @param base the mirror's public address, without a slash at its end
 * @param known whether that address is configured; otherwise it is an example
 * @param needsToken whether reading needs the mirror's token; then no host block names modules.v1: the client would hand
 *     that token, which is given for the registry's name, to the real registry with every module
 */
public record ClientSetup(String base, boolean known, boolean needsToken) {

    /** For Terraform, and for OpenTofu. */
    public String networkMirror() {
        return """
                provider_installation {
                  network_mirror {
                    url = "%s/v1/providers/"
                    # OpenTofu 1.12 and later: complete lock files
                    # trust_all_hashes = true
                  }
                }""".formatted(base);
    }

    public String registry() {
        String modules = needsToken ? "" : "\n    \"modules.v1\"   = \"https://registry.terraform.io/v1/modules/\"";
        return """
                host "registry.terraform.io" {
                  services = {
                    "providers.v1" = "%s/v1/registry/registry.terraform.io/providers/"%s
                  }
                }""".formatted(base, modules);
    }
}
