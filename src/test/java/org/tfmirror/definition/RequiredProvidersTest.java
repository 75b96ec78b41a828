package org.tfmirror.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tfmirror.definition.ProviderFile.Requirements;

class RequiredProvidersTest {

    private static List<String> read(String text) throws Exception {
        return ((Requirements) ProviderFiles.parse(text))
                .providers().stream()
                        .map(each ->
                                each.source().value() + " " + each.versions().value())
                        .toList();
    }

    @Test
    void aVersionsFileIsReadAsTerraformReadsIt() throws Exception {
        assertThat(read("""
                # what we use
                terraform {
                  required_version = ">= 1.5"
                  backend "s3" {
                    bucket = "states"
                    tags   = { a = ["b"] }
                  }
                  required_providers {
                    aws = {
                      source  = "hashicorp/aws"
                      version = "~> 5.0, != 5.1.0"
                      configuration_aliases = [aws.east, aws.west]
                    }
                    tool = { source = "registry.example.com/acme/tool", version = "1.2.0" }
                    random = "~> 3.5"
                  }
                }
                """))
                .containsExactly(
                        "hashicorp/aws ~> 5.0, != 5.1.0",
                        "registry.example.com/acme/tool 1.2.0",
                        "hashicorp/random ~> 3.5");
    }

    @Test
    void whereNothingIsSaidTerraformsRuleCounts() throws Exception {
        assertThat(read("terraform {\n required_providers {\n  random = {}\n }\n}\nterraform {\n}\n"))
                .containsExactly("hashicorp/random latest");
    }

    @Test
    void nothingMayBeRequired() throws Exception {
        assertThat(read("terraform { required_version = \">= 1\" }")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`terraform { required_providers { aws { } } }` | expected = after aws",
                "`terraform { required_providers { aws = 5 } }` | expected a text in quotes",
                "`terraform { required_providers { aws = \"${var.a}\" } }` | without templates",
                "`terraform { required_providers { aws = { source = \"a/b\" ` | expected source, version or }",
                "`terraform { a = ((((((((((((` | expected }",
                "`terraform = 1` | expected { after terraform",
            })
    void aFaultIsToldWithItsPlace(String text, String message) {
        assertThat(catchThrowableOfType(DefinitionInvalidException.class, () -> ProviderFiles.parse(text)))
                .hasMessageContaining(message);
    }
}
