package org.tfmirror.command.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tfmirror.bundle.Statement;
import org.tfmirror.bundle.Statement.Decision;
import org.tfmirror.catalog.stored.StoredPackages.Brief;
import org.tfmirror.command.CommandRefusedException;
import org.tfmirror.provider.PackageId;
import org.tfmirror.storage.StorageKey;
import org.tfmirror.test.Packages;

/** What is too much for one bundle, or for one adoption, and says so. */
class BundleLimitsTest {

    private static final PackageId ID = Packages.number(1);
    private static final StorageKey KEY = new StorageKey("copied/" + ID.provider() + "/" + ID.archiveName());

    private static BundlePlan plan(int packages, long partSize) {
        return new BundlePlan(
                Collections.nCopies(packages, new Brief(ID, 1000, "0".repeat(64))), List.of(), List.of(), partSize);
    }

    @Test
    void aPartSizeThatMakesTooManyPartsIsRefused() {
        assertThat(plan(10_000, 1).parts()).isEqualTo(10_000);
        assertThat(plan(10_001, 1_000_000).parts()).isLessThan(1000);

        assertThatThrownBy(() -> plan(10_001, 1))
                .hasMessage("a part_size of 1 bytes makes 10001 parts, and each part writes the manifest anew;"
                        + " at most 10000: choose a larger one");
    }

    private static BundlePlan most(String source) {
        PackageId named = Packages.of(source, "1.0.0", "linux_amd64");
        return new BundlePlan(
                Collections.nCopies(100_000, new Brief(named, 1000, "0".repeat(64))), List.of(), List.of(), 1L << 32);
    }

    @Test
    void aManifestThatNoMirrorWouldReadIsRefused() {
        assertThatCode(() -> BundlePlanner.requireReadable(most("registry.terraform.io/acme/demo"), List.of()))
                .doesNotThrowAnyException();

        assertThatThrownBy(() -> BundlePlanner.requireReadable(
                        most("registry.terraform.io/acme-infrastructure/infrastructure-services"), List.of()))
                .isInstanceOfSatisfying(
                        CommandRefusedException.class,
                        refused -> assertThat(refused.code()).isEqualTo("manifest_too_large"))
                .hasMessageMatching(
                        "the manifest of these 100000 packages would have about [0-9]+ bytes, and no mirror reads one"
                                + " of more than 134217728; pack fewer at a time: name providers or versions, and the"
                                + " manifests before in since");
    }

    @Test
    void whatOperatorsHaveDecidedCountsInTheManifest() {
        Statement decided = Statement.of(Decision.REJECT, ID.provider(), ID.version(), "x".repeat(1000));

        assertThatThrownBy(() -> BundlePlanner.requireReadable(
                        most("registry.terraform.io/acme/demo"), Collections.nCopies(30_000, decided)))
                .hasMessageContaining("would have about");
    }

    @Test
    void archivesAreFoundByTheirPlaceBelowThePrefix() {
        List<StorageKey> keys = List.of(
                KEY,
                new StorageKey("copied/" + ID.provider() + "/index.json"),
                new StorageKey("copied/deeper/" + ID.provider() + "/" + ID.archiveName()),
                new StorageKey("copied/" + ID.archiveName()));

        assertThat(AdoptionCommands.packages("copied/", keys)).containsExactly(ID);
        assertThatThrownBy(() -> AdoptionCommands.packages("copied/", keys.subList(1, 4)))
                .hasMessageContaining("there is no HOSTNAME/NAMESPACE/TYPE/terraform-provider-");
    }

    @Test
    void objectsThatAreNotLookedAtAreNotPassedOverSilently() {
        assertThat(AdoptionCommands.packages("copied/", Collections.nCopies(500_000, KEY)))
                .hasSize(1);

        assertThatThrownBy(() -> AdoptionCommands.packages("copied/", Collections.nCopies(500_001, KEY)))
                .hasMessage("more than 500000 objects below \"copied/\"; name a folder below it");
    }
}
