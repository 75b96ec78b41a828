package org.tfmirror.command.bundle;

import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.sql.SQLException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.tfmirror.audit.Caller;
import org.tfmirror.bundle.BundleNames;
import org.tfmirror.bundle.Part;
import org.tfmirror.provider.Sha256;
import org.tfmirror.storage.MirrorLayout;
import org.tfmirror.storage.ObjectStore;
import org.tfmirror.storage.ObjectUpload;
import org.tfmirror.storage.StorageException;
import org.tfmirror.storage.StorageKey;
import org.tfmirror.storage.StoredObject;

/** Puts files of bundles into the bucket as they come, in constant memory; a file is there as a whole or not at all. */
@Singleton
public class BundleUploads {

    private static final int BUFFER = 64 * 1024;
    private static final int MOST = 1_000;
    private static final String IMPORTS = "import/";

    private final ObjectStore store;
    private final MirrorLayout layout;
    private final BundleJobs jobs;
    private final Clock clock;

    BundleUploads(ObjectStore store, MirrorLayout layout, BundleJobs jobs, Clock clock) {
        this.store = store;
        this.layout = layout;
        this.jobs = jobs;
        this.clock = clock;
    }

    /** Where the files of an upload of this name are in the bucket. */
    public String folder(String name) {
        return layout.bundleFolder(IMPORTS + name);
    }

    /**
     * Takes a file, in the place of the one before.
     *
     * @param length as announced; empty where it is not
     * @throws IOException where the sender fails; nothing is there then
     */
    public Part put(Caller caller, String name, String file, InputStream body, OptionalLong length)
            throws IOException, StorageException, SQLException {
        MessageDigest sha256 = Sha256.newDigest();
        long size = 0;
        byte[] buffer = new byte[BUFFER];
        Map<String, String> attributes = Map.of(
                BundleNames.UPLOADED_AT,
                clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
        try (ObjectUpload upload = store.begin(new StorageKey(folder(name) + "/" + file), attributes, length)) {
            for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
                upload.write(buffer, 0, read);
                sha256.update(buffer, 0, read);
                size += read;
            }
            if (length.isPresent() && length.getAsLong() != size) {
                throw new IOException("the body has %d bytes of %d".formatted(size, length.getAsLong()));
            }
            upload.complete();
        }
        jobs.uploaded(caller, name + "/" + file, size);
        return new Part(file, size, HexFormat.of().formatHex(sha256.digest()));
    }

    /** The names of the files that have come, by their names. */
    public List<String> files(String name) throws StorageException {
        String prefix = folder(name) + "/";
        return store.list(prefix, MOST).stream()
                .map(key -> key.value().substring(prefix.length()))
                .toList();
    }

    /** The size of a file that has come; empty where it has not. */
    public Optional<Long> find(String name, String file) throws StorageException {
        return store.find(new StorageKey(folder(name) + "/" + file)).map(StoredObject::size);
    }
}
