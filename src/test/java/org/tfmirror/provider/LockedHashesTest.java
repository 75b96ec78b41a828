package org.tfmirror.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.api.Test;

class LockedHashesTest {

    private static final PackageHash ZH = PackageHash.ofSha256("0123456789abcdef".repeat(4));
    private static final PackageHash OTHER_ZH = PackageHash.ofSha256("fedcba9876543210".repeat(4));
    private static final PackageHash H1 = PackageHash.parse("h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
    private static final PackageHash OTHER_H1 = PackageHash.parse("h1:cz3jsL5obq64DIgy2VcW4oGXrhiLWr7oJViB9l03pG8=");

    @Test
    void oneMatchingHashIsEnoughAndNoneIsTooFew() {
        LockedHashes locked = new LockedHashes(Set.of(ZH, OTHER_H1));

        assertThat(locked.allow(ZH, H1)).isTrue();
        assertThat(locked.allow(OTHER_ZH, OTHER_H1)).isTrue();
        assertThat(locked.allow(OTHER_ZH, H1)).isFalse();
    }

    @Test
    void onlyTheContentsCanSaveAnArchiveThatIsNotNamed() {
        assertThat(new LockedHashes(Set.of(ZH, H1)).mayAllow(OTHER_ZH)).isTrue();
        assertThat(new LockedHashes(Set.of(ZH)).mayAllow(ZH)).isTrue();
        assertThat(new LockedHashes(Set.of(ZH)).mayAllow(OTHER_ZH)).isFalse();
    }

    @Test
    void noLockAllowsEverything() {
        assertThat(LockedHashes.NONE.allow(ZH, H1)).isTrue();
        assertThat(LockedHashes.NONE.mayAllow(ZH)).isTrue();
    }

    @Test
    void isReadAsItIsWritten() {
        LockedHashes locked = new LockedHashes(Set.of(ZH, H1));

        assertThat(LockedHashes.parse(locked.toString())).isEqualTo(locked);
        assertThatThrownBy(() -> LockedHashes.parse("")).isInstanceOf(InvalidNameException.class);
    }
}
