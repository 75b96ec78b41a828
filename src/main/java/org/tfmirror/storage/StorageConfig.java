package org.tfmirror.storage;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** Where the archives are kept. Credentials, region and endpoint are Quarkus's own {@code quarkus.s3.*}. */
@ConfigMapping(prefix = "tfmirror.storage")
public interface StorageConfig {

    /** The bucket; it must exist. */
    String bucket();

    /** The prefix of all keys, for a shared bucket; without it the layout begins at the bucket's top. */
    Optional<String> prefix();

    /** How much goes to the store in one request; an upload holds at most two parts in memory. At least 5M. */
    @WithDefault("8M")
    MemorySize partSize();

    /** How long a request that carries no archive may take. */
    @WithDefault("10s")
    Duration requestTimeout();

    /** How long one part may take to be stored. */
    @WithDefault("60s")
    Duration transferTimeout();

    /** Whether what is stored carries its MD5 besides its SHA-256, as S3 wants it in buckets with Object Lock. */
    @WithDefault("false")
    boolean contentMd5();
}
