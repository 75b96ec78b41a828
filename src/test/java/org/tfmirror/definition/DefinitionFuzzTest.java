package org.tfmirror.definition;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.tfmirror.fuzz.Fuzz;

/** A file that operators upload: read, or refused at a place in it. */
class DefinitionFuzzTest {

    private static final List<String> CORPUS = List.of(
            "# what we use\nprovider \"hashicorp/aws\" {\n  versions = [\"5.31.0\", \"~> 5.90\"] // more\n"
                    + "  platforms = [\n    \"linux_amd64\",\n  ]\n}\n/* end */\n",
            "provider \"registry.terraform.io/hashicorp/null\" {\n  version     = \"3.2.1\"\n"
                    + "  constraints = \"~> 3.0\"\n  hashes = [\n    \"zh:" + "0a".repeat(32) + "\",\n  ]\n}\n");

    private static final List<String> WORDS = List.of(
            "provider",
            "versions",
            "{",
            "}",
            "[",
            "]",
            "\"",
            "=",
            ",",
            "#",
            "//",
            "/*",
            "*/",
            "<<EOT\n",
            "${",
            "%{",
            "\\u12",
            "\\");

    @Test
    void definitionsAndLockFiles() {
        Fuzz.of("HCL", DefinitionInvalidException.class)
                .texts(
                        CORPUS,
                        WORDS,
                        text -> assertThat(ProviderFiles.parse(text)).isNotNull());
    }
}
