package org.tfmirror.storage.s3;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.tfmirror.storage.MirrorLayout;
import org.tfmirror.storage.ObjectStore;
import org.tfmirror.storage.StorageConfig;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** Puts the store together. Quarkus configures endpoint, region and credentials; the rest is ours. */
@ApplicationScoped
class StorageBeans {

    @Produces
    @ApplicationScoped
    S3Client client(S3ClientBuilder builder) {
        return S3Requests.configure(builder).build();
    }

    void close(@Disposes S3Client client) {
        client.close();
    }

    @Produces
    @Singleton
    MirrorLayout layout(StorageConfig config) {
        return MirrorLayout.under(config.prefix().orElse(""));
    }

    @Produces
    @ApplicationScoped
    ObjectStore store(
            S3Client client, S3Presigner presigner, StorageConfig config, MirrorLayout layout, UploadThreads threads) {
        return new S3ObjectStore(
                client, presigner, S3Settings.of(config), layout, new LogContextExecutor(threads.executor()));
    }

    @Produces
    @Singleton
    UploadThreads threads() {
        return new UploadThreads(Executors.newCachedThreadPool(named()));
    }

    void close(@Disposes UploadThreads threads) {
        threads.executor().shutdownNow();
    }

    private static ThreadFactory named() {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, "tfmirror-upload-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /** Not a bare executor, which would be every executor to the container. Two threads at most for each upload. */
    record UploadThreads(ExecutorService executor) {}
}
