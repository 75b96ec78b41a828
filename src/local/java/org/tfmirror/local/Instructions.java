package org.tfmirror.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a person does next: log in, install the sample, mirror a real provider. Every line can be copied. */
final class Instructions {

    private final LocalSettings settings;
    private final LocalFiles files;
    private final SampleProvider sample;

    Instructions(LocalSettings settings, LocalFiles files, SampleProvider sample) {
        this.settings = settings;
        this.files = files;
        this.sample = sample;
    }

    /** Writes the small Terraform configuration that the instructions use; its lock file and plugins go, its state stays. */
    void writeTrial() throws IOException {
        Directories.createPrivate(files.trial());
        Directories.delete(files.trial().resolve(".terraform"));
        Files.deleteIfExists(files.trial().resolve(".terraform.lock.hcl"));
        Files.writeString(files.trial().resolve("terraformrc"), terraformrc());
        Files.writeString(files.trial().resolve("main.tf"), mainTf());
    }

    String text() {
        return """

                TF Mirror is up.

                  console    %1$s/console/   (user admin, the password is in %4$s)
                  mirror     %1$s/v1/providers/
                  set up     %1$s/setup   (what to write into a client's configuration)
                  admin API  %1$s/admin/api/   (described at %1$s/q/openapi)

                Install the sample provider from it (Terraform or OpenTofu):

                  cd %6$s
                  SSL_CERT_FILE=%2$s TF_CLI_CONFIG_FILE=terraformrc terraform init

                In your own ~/.terraformrc, and with SSL_CERT_FILE as above:

                %7$s
                Log in as admin, for an hour at a time (the password is in %4$s):

                  TOKEN=$(curl -sS -u "admin:$(cat %4$s)" http://127.0.0.1:%5$d/token)

                Then mirror a provider from the internet, and see how it goes:

                  curl -sS --cacert %2$s -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' \\
                    -d '{"providers":[{"source":"hashicorp/random","versions":["latest"],"platforms":["linux_amd64"]}]}' \\
                    %1$s/admin/api/jobs
                  curl -sS --cacert %2$s -H "Authorization: Bearer $TOKEN" %1$s/admin/api/jobs

                What is mirrored of a provider: %1$s/v1/providers/%3$s/index.json

                Ctrl-C stops everything; the data stay in %8$s.
                """.formatted(
                        base(),
                        shell(files.authority()),
                        sample.source(),
                        shell(files.adminPassword()),
                        settings.ports().token(),
                        shell(files.trial()),
                        terraformrc().indent(2),
                        settings.data());
    }

    private String base() {
        return "https://localhost:" + settings.ports().https();
    }

    private String terraformrc() {
        return """
                provider_installation {
                  network_mirror {
                    url = "%s/v1/providers/"
                  }
                }
                """.formatted(base());
    }

    private String mainTf() {
        return """
                terraform {
                  required_providers {
                    wanted = {
                      source  = "%s"
                      version = "%s"
                    }
                  }
                }
                """.formatted(sample.source(), "~> 1.0");
    }

    /** The path as one word of a shell's command line. */
    static String shell(Path path) {
        String text = path.toString();
        return text.matches("[A-Za-z0-9_./-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
