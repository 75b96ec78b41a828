package org.tfmirror.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;
import org.tfmirror.local.EmbeddedDatabase;
import org.tfmirror.local.EmbeddedS3;
import org.tfmirror.local.Passwords;
import software.amazon.awssdk.services.s3.S3Client;

/** The processes below a {@link MirrorStack}: PostgreSQL and an S3 store. They may serve one stack after another. */
final class StackServers implements AutoCloseable {

    private static @Nullable StackServers ofThisProcess;

    private final EmbeddedDatabase database;
    private final EmbeddedS3 s3;
    private final Path directory;

    private StackServers(Path directory) throws IOException {
        this.directory = directory;
        database = EmbeddedDatabase.startTemporary();
        s3 = EmbeddedS3.start(
                Path.of(System.getProperty("test.tfmirror.s3proxy-jar")), directory, 0, "access", Passwords.generate());
        s3.createBucket(MirrorStack.BUCKET);
    }

    static StackServers start() {
        try {
            return new StackServers(Files.createTempDirectory("tfmirror-servers-"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Those that end with this process: where Surefire has several, it runs each class as if it were the only one. */
    static synchronized StackServers ofThisProcess() {
        StackServers servers = ofThisProcess;
        if (servers == null) {
            servers = start();
            Runtime.getRuntime().addShutdownHook(new Thread(servers::closeAtExit));
            ofThisProcess = servers;
        }
        return servers;
    }

    private void closeAtExit() {
        try {
            close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    EmbeddedDatabase database() {
        return database;
    }

    EmbeddedS3 s3() {
        return s3;
    }

    /** Deletes what the last stack left: no connection, no table and no object is there afterwards. */
    void empty(S3Client client) {
        client.listMultipartUploads(list -> list.bucket(MirrorStack.BUCKET))
                .uploads()
                .forEach(each -> client.abortMultipartUpload(abort ->
                        abort.bucket(MirrorStack.BUCKET).key(each.key()).uploadId(each.uploadId())));
        client.listObjectsV2Paginator(list -> list.bucket(MirrorStack.BUCKET))
                .contents()
                .forEach(each -> client.deleteObject(
                        delete -> delete.bucket(MirrorStack.BUCKET).key(each.key())));
        try (Connection connection =
                        DriverManager.getConnection(database.jdbcUrl(), database.username(), database.password());
                Statement statement = connection.createStatement()) {
            statement.execute("select pg_terminate_backend(pid) from pg_stat_activity"
                    + " where datname = current_database() and usename = current_user and pid <> pg_backend_pid()");
            statement.execute("drop schema public cascade");
            statement.execute("create schema public");
        } catch (SQLException e) {
            throw new IllegalStateException("The database could not be emptied", e);
        }
    }

    @Override
    public void close() throws IOException {
        s3.close();
        database.close();
        MirrorStack.delete(directory);
    }
}
