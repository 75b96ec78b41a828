package org.tfmirror.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tfmirror.definition.ProviderFile.Definition;
import org.tfmirror.definition.ProviderFile.Lock;
import org.tfmirror.definition.ProviderFile.Locked;
import org.tfmirror.definition.ProviderFile.Wanted;
import org.tfmirror.provider.PackageHash;

class ProviderFilesTest {

    private static final String H1 = "h1:cz3jsL5obq64DIgy2VcW4oGXrhiLWr7oJViB9l03pG8=";
    private static final String ZH = "zh:" + "0123456789abcdef".repeat(4);

    private static DefinitionInvalidException refusalOf(String text) {
        DefinitionInvalidException refusal =
                catchThrowableOfType(DefinitionInvalidException.class, () -> ProviderFiles.parse(text));
        assertThat(refusal).as(text).isNotNull();
        return refusal;
    }

    private static List<String> values(List<Located<String>> texts) {
        return texts.stream().map(Located::value).toList();
    }

    @Test
    void aDefinitionNamesVersionsAndPlatforms() throws Exception {
        ProviderFile file = ProviderFiles.parse("""
                # What the platform team uses.
                provider "hashicorp/aws" {
                  versions  = ["5.31.0", "~> 5.90"] // and what is current
                  platforms = [
                    "linux_amd64",
                    "darwin_arm64",
                  ]
                }
                /* another registry */
                provider "registry.example.com/acme/tool" { versions = ["latest"] platforms = ["linux_amd64"] }
                """);

        assertThat(file).isInstanceOf(Definition.class);
        List<Wanted> wanted = ((Definition) file).providers();
        assertThat(wanted).hasSize(2);
        assertThat(wanted.get(0).source()).isEqualTo(new Located<>("hashicorp/aws", new Position(2, 10)));
        assertThat(values(wanted.get(0).versions())).containsExactly("5.31.0", "~> 5.90");
        assertThat(wanted.get(0).versions().get(1).at()).isEqualTo(new Position(3, 26));
        assertThat(values(wanted.get(0).platforms())).containsExactly("linux_amd64", "darwin_arm64");
        assertThat(wanted.get(1).source().value()).isEqualTo("registry.example.com/acme/tool");
    }

    @Test
    void aDefinitionMayTakeTheNewestOnly() throws Exception {
        Definition file = (Definition) ProviderFiles.parse("""
                provider "a/b" {
                  versions  = ["~> 5.0"]
                  platforms = ["linux_amd64"]
                  newest_per_minor = 2
                }
                """);

        assertThat(file.providers().get(0).newestPerMinor()).isEqualTo(new Located<>(2, new Position(4, 22)));
        assertThat(file.providers().get(0).newest()).isNull();
        assertThat(refusalOf("provider \"a/b\" { versions = [\"1\"] platforms = [\"l_a\"] newest = 1.5 }"))
                .hasMessage("newest is a whole number, such as 3");
    }

    @Test
    void aLockFileIsReadAsTerraformWritesIt() throws Exception {
        ProviderFile file = ProviderFiles.parse("""
                # This file is maintained automatically by "terraform init".
                # Manual edits may be lost in future updates.

                provider "registry.terraform.io/hashicorp/random" {
                  version     = "3.6.0"
                  constraints = "~> 3.5, != 3.5.1"
                  hashes = [
                    "%s",
                    "%s",
                    "h9:something-of-the-future",
                  ]
                }
                """.formatted(H1, ZH));

        assertThat(file).isInstanceOf(Lock.class);
        Locked locked = ((Lock) file).providers().get(0);
        assertThat(locked.source().value()).isEqualTo("registry.terraform.io/hashicorp/random");
        assertThat(locked.version()).isEqualTo(new Located<>("3.6.0", new Position(5, 17)));
        assertThat(locked.hashes()).containsExactly(PackageHash.parse(H1), PackageHash.parse(ZH));
    }

    @Test
    void windowsLineEndsAndAnEmptyTextAreNoFaultOfTheReading() throws Exception {
        Definition file = (Definition)
                ProviderFiles.parse("provider \"\" {\r\n  versions = [\"\"]\r\n  platforms = [\"b\"]\r\n}\r\n"
                        .replace("\"\" {", "\"a/b\" {"));

        assertThat(values(file.providers().get(0).versions())).containsExactly("");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // file | line | column | what is said
                "`` | 1 | 1 | no provider block",
                "` \n` | 1 | 1 | no provider block",
                "`versions = [\"1.0.0\"]` | 1 | 1 | only provider blocks",
                "`other \"a\" \"b\" {}` | 1 | 1 | only provider blocks",
                "`resource \"a\" \"b\" {}` | 1 | 1 | send its .terraform.lock.hcl",
                "`variable \"a\" { default = var.b }` | 1 | 1 | send its .terraform.lock.hcl",
                "`provider \"aws\" { region = var.b }\nterraform {\n required_version = \">= 1\"\n}` | 2 | 1 | send its",
                "`provider {}` | 1 | 1 | one label",
                "`provider \"a/b\" \"c\" {}` | 1 | 1 | one label",
                "`provider \"a/b\" {}` | 1 | 1 | versions is missing",
                "`provider \"a/b\" { versions = [\"1.0.0\"] }` | 1 | 1 | platforms is missing",
                "`provider \"a/b\" { versions = [] platforms = [\"c\"] }` | 1 | 29 | at least one",
                "`provider \"a/b\" { versions = \"1.0.0\" platforms = [\"c\"] }` | 1 | 29 | list of texts",
                "`provider \"a/b\" { versions = [1.0] platforms = [\"c\"] }` | 1 | 30 | list of texts",
                "`provider \"a/b\" { versions = [[\"1\"]] platforms = [\"c\"] }` | 1 | 30 | list of texts",
                "`provider \"a/b\" { versions = { a = \"1\" } platforms = [\"c\"] }` | 1 | 29 | list of texts",
                "`provider \"a/b\" { versions = null platforms = [\"c\"] }` | 1 | 29 | list of texts",
                "`provider \"a/b\" { version = [\"1.0.0\"] }` | 1 | 28 | a text in quotes",
                "`provider \"a/b\" { versions = [\"1\"] platform = [\"c\"] }` | 1 | 35 | unknown attribute platform; did you mean platforms, a list of texts?",
                "`provider \"a/b\" { version = \"~> 1.0\" platforms = [\"c\"] }` | 1 | 18 | unknown attribute version; did you mean versions, a list of texts?",
                "`provider \"a/b\" { region = \"x\" versions = [\"1\"] }` | 1 | 18 | unknown attribute region; known are newest, newest_per_minor, platforms, versions",
                "`provider \"a/b\" { versions = [\"1\"] versions = [\"2\"] }` | 1 | 35 | assigned twice",
                "`provider \"a/b\" { nested {} }` | 1 | 18 | nested blocks",
                "`provider \"a/b\" { versions = [\"${var.v}\"] }` | 1 | 31 | no expressions",
                "`provider \"a/b\" { versions = [var.v] }` | 1 | 33 | no expressions",
                "`provider \"a/b\" { versions = concat([\"1\"], [\"2\"]) }` | 1 | 35 | no expressions",
                "`provider \"a/b\" { versions = [for v in [\"1\"] : v] }` | 1 | 29 | no expressions",
                "`provider \"a/b\" { versions = <<EOT\n1\nEOT\n }` | 1 | 29 | no expressions",
                "`provider \"a/b\" { versions = [\"1\" + \"2\"] }` | 1 | 34 | no expressions",
                "`provider \"a\\nb\" { versions = [\"1\"] platforms = [\"c\"] }` | 1 | 10 | escapes",
                "`provider \"a/b\" { versions = [\"1\"` | 1 | 33 | not HCL",
                "`provider \"a/b\" { versions = [\"1` | 1 | 32 | not HCL",
                "`provider \"a/b\" \n{ versions == [\"1\"] }` | 2 | 12 | no expressions",
                "`} provider` | 1 | 1 | not HCL",
                "`provider \"a/b\" { versions = [[[[[[\"1\"]]]]]] }` | 1 | 32 | nested too deep",
            })
    void whatIsWrongIsToldWithItsPlace(String text, int line, int column, String words) {
        DefinitionInvalidException refusal = refusalOf(text.replace("\\n1", "\n1"));

        assertThat(refusal).hasMessageContaining(words);
        assertThat(refusal.at()).isEqualTo(new Position(line, column));
    }

    @Test
    void aLockWithoutAHashThatCouldBeCheckedIsRefused() {
        assertThat(refusalOf("provider \"a/b\" { version = \"1.0.0\" hashes = [\"h9:x\"] }"))
                .hasMessageContaining("known scheme");
        assertThat(refusalOf("provider \"a/b\" { version = \"1.0.0\" hashes = [\"zh:x\"] }"))
                .hasMessageContaining("zh: hash");
        assertThat(refusalOf("provider \"a/b\" { version = \"1.0.0\" hashes = [\"x\"] }"))
                .hasMessageContaining("begins with h1: or zh:");
    }

    @Test
    void aByteOrderMarkBeforeAFileIsPassedOver() throws Exception {
        String file = "provider \"a/b\" { version = \"1.0.0\" hashes = [\"%s\"] }\n".formatted(ZH);

        Lock lock = (Lock) ProviderFiles.parse("\uFEFF" + file);

        assertThat(lock.providers().get(0).source().at()).isEqualTo(new Position(1, 10));
        assertThat(refusalOf("\uFEFF")).hasMessageContaining("empty");
    }

    @ParameterizedTest
    @ValueSource(strings = {"# only a remark", "# This file is maintained automatically by \"terraform init\".\n"})
    void aFileOfRemarksAloneIsALockOfNothing(String text) throws Exception {
        assertThat(((Lock) ProviderFiles.parse(text)).providers()).isEmpty();
    }

    @Test
    void aLockMayHaveNoHashesAndBlocksOfModules() throws Exception {
        Lock lock = (Lock) ProviderFiles.parse("""
                provider "a/b" {
                  version     = "1.0.0"
                  constraints = "~> 1.0"
                }
                provider "a/c" {
                  version = "1.0.0"
                  hashes  = []
                }
                module "./x" {
                }
                """);

        assertThat(lock.providers()).extracting(each -> each.source().value()).containsExactly("a/b", "a/c");
        assertThat(lock.providers()).allMatch(each -> each.hashes().isEmpty());
    }

    @Test
    void aSourceLockedTwiceIsRefused() {
        String block = "provider \"a/b\" { version = \"1.0.0\" hashes = [\"%s\"] }\n".formatted(ZH);

        DefinitionInvalidException refusal = refusalOf(block + block.replace("a/b", "A/b"));

        assertThat(refusal).hasMessageContaining("locked twice");
        assertThat(refusal.at()).isEqualTo(new Position(2, 10));
    }

    @Test
    void aMegabyteOfListIsReadAndDeepOrLongNonsenseIsRefused() throws Exception {
        String versions = "\"1.0.0\", ".repeat(100_000);

        Definition file = (Definition)
                ProviderFiles.parse("provider \"a/b\" { versions = [%s] platforms = [\"c\"] }".formatted(versions));

        assertThat(file.providers().get(0).versions()).hasSize(100_000);
        refusalOf("provider \"a/b\" { versions = " + "[".repeat(500_000));
        refusalOf("provider \"a/b\" { versions = " + "1 + ".repeat(200_000));
        refusalOf("\"${".repeat(200_000));
        refusalOf("a".repeat(1_000_000));
        refusalOf("\"" + "a".repeat(1_000_000));
    }

    @Test
    void whateverIsThrownAtItIsReadOrRefusedInOneWay() {
        Random random = new Random(20_240_501);
        String valid = "provider \"hashicorp/aws\" { versions = [\"5.31.0\"] platforms = [\"linux_amd64\"] }\n"
                + "provider \"a/b\" { version = \"1.0.0\" hashes = [\"%s\"] }".formatted(ZH);
        String alphabet = "{}[]\"'$%~\\/*#=,.<>-\n\r\t \u0000éprovider01!?:()&|";
        for (int i = 0; i < 5_000; i++) {
            StringBuilder text = new StringBuilder(valid);
            for (int changes = random.nextInt(6); changes >= 0; changes--) {
                int at = random.nextInt(text.length());
                char with = alphabet.charAt(random.nextInt(alphabet.length()));
                switch (random.nextInt(4)) {
                    case 0 -> text.setCharAt(at, with);
                    case 1 -> text.insert(at, with);
                    case 2 -> text.replace(at, at + 1, text.length() == 1 ? " " : "");
                    default -> text.setLength(Math.max(1, at));
                }
            }
            try {
                ProviderFiles.parse(text.toString());
            } catch (DefinitionInvalidException e) {
                assertThat(e.at().line()).isPositive();
                assertThat(e.at().column()).isPositive();
            }
        }
    }
}
