package org.tfmirror.command.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tfmirror.catalog.stored.StoredPackages.Brief;
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
