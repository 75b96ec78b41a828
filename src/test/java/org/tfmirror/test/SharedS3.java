package org.tfmirror.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.tfmirror.local.EmbeddedS3;

/** One S3 store for all tests of a run; each test makes a bucket of its own in it. It ends with the JVM. */
public final class SharedS3 {

    private static final EmbeddedS3 STORE = start();

    private SharedS3() {}

    public static EmbeddedS3 store() {
        return STORE;
    }

    private static EmbeddedS3 start() {
        try {
            Path data = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "s3-");
            return EmbeddedS3.start(
                    Path.of(System.getProperty("test.tfmirror.s3proxy-jar")), data, 0, "test-access", "test-secret");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
