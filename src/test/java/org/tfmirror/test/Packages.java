package org.tfmirror.test;

import java.util.stream.Stream;
import org.tfmirror.provider.ConstraintRequest;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.Platform;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.provider.ProviderVersion;
import org.tfmirror.provider.VersionSelector;

/** Packages for tests in which it does not matter which. */
public final class Packages {

    private Packages() {}

    /** The n-th package: all of one provider, told apart by their versions. */
    public static PackageId number(int n) {
        return of("example.com/acme/demo", "1.%d.0".formatted(n), "linux_amd64");
    }

    /** The first {@code count}. */
    public static PackageId[] some(int count) {
        PackageId[] packages = new PackageId[count];
        for (int i = 0; i < count; i++) {
            packages[i] = number(i);
        }
        return packages;
    }

    /** What a constraint selects of the provider of {@link #number}. */
    public static ConstraintRequest selected(String constraint, String... platforms) {
        return new ConstraintRequest(
                number(0).provider(),
                VersionSelector.parse(constraint),
                Stream.of(platforms).map(Platform::parse).toList());
    }

    public static PackageId of(String source, String version, String platform) {
        return new PackageId(ProviderAddress.parse(source), ProviderVersion.parse(version), Platform.parse(platform));
    }
}
