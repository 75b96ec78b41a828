package org.tfmirror.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class Sha256Test {

    /** The example of FIPS 180-4. */
    private static final byte[] ABC = "abc".getBytes(StandardCharsets.US_ASCII);

    private static final String HASH = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @Test
    void hashesAtOnceAndBitByBit() {
        assertThat(Sha256.hexOf(ABC)).isEqualTo(HASH);
        assertThat(HexFormat.of().formatHex(Sha256.of(ABC))).isEqualTo(HASH);
        var digest = Sha256.newDigest();
        for (byte each : ABC) {
            digest.update(each);
        }
        assertThat(HexFormat.of().formatHex(digest.digest())).isEqualTo(HASH);
    }

    @Test
    void nobodyElseAsksForADigestByName() {
        ArchRuleDefinition.noClasses()
                .that()
                .areNotAssignableTo(Sha256.class)
                .and()
                .haveSimpleNameNotStartingWith("PartBuffer") // of MD5, which S3 may want
                .should()
                .callMethod(MessageDigest.class, "getInstance", String.class)
                .check(new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("org.tfmirror"));
    }
}
