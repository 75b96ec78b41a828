package org.tfmirror.definition;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tfmirror.provider.PackageHash;

/** The providers that a file names, in its order. */
public sealed interface ProviderFile {

    /**
     * A definition file: {@code provider "hashicorp/aws" { versions = ["5.31.0"] platforms = ["linux_amd64"] }}.
     *
     * @param providers at least one
     */
    record Definition(List<Wanted> providers) implements ProviderFile {
        public Definition {
            providers = List.copyOf(providers);
        }
    }

    /**
     * One block of a definition: every version for every platform.
     *
     * @param newest how many versions each constraint brings at most; null for all
     * @param newestPerMinor the same for each minor version
     */
    record Wanted(
            Located<String> source,
            List<Located<String>> versions,
            List<Located<String>> platforms,
            @Nullable Located<Integer> newest,
            @Nullable Located<Integer> newestPerMinor) {
        public Wanted {
            versions = List.copyOf(versions);
            platforms = List.copyOf(platforms);
        }
    }

    /**
     * The {@code required_providers} of a Terraform configuration, such as {@code versions.tf}.
     *
     * @param providers none where nothing is required
     */
    record Requirements(List<Required> providers) implements ProviderFile {
        public Requirements {
            providers = List.copyOf(providers);
        }
    }

    /** One entry of {@code required_providers}, with what Terraform takes where it says nothing. */
    record Required(Located<String> source, Located<String> versions) {}

    /**
     * A dependency lock file ({@code .terraform.lock.hcl}).
     *
     * @param providers no source twice; none where nothing is locked
     */
    record Lock(List<Locked> providers) implements ProviderFile {
        public Lock {
            providers = List.copyOf(providers);
        }
    }

    /**
     * One block of a lock file.
     *
     * @param hashes of the version's packages, any platform's; none where the version alone is locked
     */
    record Locked(Located<String> source, Located<String> version, List<PackageHash> hashes) {
        public Locked {
            hashes = List.copyOf(hashes);
        }
    }
}
