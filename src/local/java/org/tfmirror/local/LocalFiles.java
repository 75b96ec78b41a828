package org.tfmirror.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * What is where in the data folder.
 *
 * @param data the folder, which only its owner enters
 */
record LocalFiles(Path data) {

    Path database() {
        return data.resolve("postgres").resolve("data");
    }

    Path store() {
        return data.resolve("s3");
    }

    /** The certificates' folder. */
    Path tls() {
        return data.resolve("tls");
    }

    /** What clients must trust. */
    Path authority() {
        return tls().resolve("ca.pem");
    }

    Path adminPassword() {
        return data.resolve("admin-password");
    }

    Path tokenKey() {
        return data.resolve("token-key");
    }

    Path signingKey() {
        return data.resolve("signing-key");
    }

    Path bundleKey() {
        return data.resolve("bundle-key");
    }

    /** A Terraform configuration to try the mirror with. */
    Path trial() {
        return data.resolve("try");
    }

    /** The administrator's password, made the first time. */
    String readOrMakeAdminPassword() throws IOException {
        if (!Files.exists(adminPassword())) {
            Directories.writePrivate(adminPassword(), Passwords.generate() + "\n");
        }
        return Files.readString(adminPassword()).strip();
    }

    /**
     * Takes the folder, which is made where it is missing, until the channel is closed or this process ends.
     *
     * @throws DirectoryInUseException if another local run has it
     */
    FileChannel lock() throws IOException {
        Directories.createPrivate(data);
        FileChannel channel =
                FileChannel.open(data.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            // this very process has it
        }
        channel.close();
        throw new DirectoryInUseException(data);
    }
}
