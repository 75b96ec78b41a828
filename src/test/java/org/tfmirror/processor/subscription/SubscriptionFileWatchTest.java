package org.tfmirror.processor.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tfmirror.submission.FileParsers;
import org.tfmirror.subscription.AppliedFile.Verdict;
import org.tfmirror.subscription.SubscriptionSpec;

/** When a file of subscriptions is applied, and when what was applied before stays. */
class SubscriptionFileWatchTest {

    private static final String CORE = """
            subscription "core" {
              every = "6h"
              provider "hashicorp/aws" {
                versions  = ["~> 5.0"]
                platforms = ["linux_amd64"]
                newest    = 3
              }
            }
            """;

    @TempDir
    Path directory;

    private final List<String> applied = new ArrayList<>();
    private final List<String> digests = new ArrayList<>();
    private int invalid;
    private Verdict verdict = Verdict.APPLY;
    private Path file = Path.of("");
    private SubscriptionFileWatch watch = watch(file);

    @BeforeEach
    void start() {
        file = directory.resolve("subscriptions.hcl");
        watch = watch(file);
    }

    private SubscriptionFileWatch watch(Path path) {
        return new SubscriptionFileWatch(path, FileParsers.subscriptions(), new SubscriptionFileWatch.Target() {
            @Override
            public Verdict apply(long revision, String digest, List<SubscriptionSpec> specs) {
                applied.add(revision + " " + specs);
                digests.add(digest);
                return verdict;
            }

            @Override
            public void invalid() {
                invalid++;
            }
        });
    }

    private void look(String text) throws Exception {
        write(text);
        watch.look();
    }

    private void write(String text) throws IOException {
        Files.writeString(file, text);
    }

    @Test
    void itIsAppliedAtTheStartAndWhenItChanges() throws Exception {
        look("revision = 1\n" + CORE);
        watch.look();
        assertThat(applied).hasSize(1);
        assertThat(applied.get(0)).startsWith("1 ").contains("core", "6h", "~> 5.0 (newest 3)");

        look("revision = 2\n");

        assertThat(applied).hasSize(2).last().isEqualTo("2 []");
        assertThat(invalid).isZero();
    }

    @Test
    void remarksAreNoContent() throws Exception {
        look("revision = 1\n" + CORE);
        look("# what we use\nrevision = 1\n\n" + CORE);

        assertThat(digests).hasSize(2);
        assertThat(digests.get(1)).isEqualTo(digests.get(0));
    }

    @Test
    void aWrongFileIsToldOnceAndAppliesNothing() throws Exception {
        look("revision = 1\n" + CORE.replace("6h", "6"));
        watch.look();
        look(CORE); // no revision
        look("revision = 1\nprovider \"a/b\" {}");
        look("\u0000\u0001");

        assertThat(applied).isEmpty();
        assertThat(invalid).isEqualTo(4);

        look("revision = 1\n" + CORE);
        assertThat(applied).hasSize(1);
    }

    @Test
    void aMissingFileIsToldOnceAndReadWhenItComes() throws Exception {
        watch.look();
        watch.look();
        assertThat(invalid).isEqualTo(1);

        look("revision = 1\n" + CORE);

        assertThat(applied).hasSize(1);
    }

    @Test
    void aRefusedFileIsNotAppliedAgainUntilItChanges() throws Exception {
        verdict = Verdict.OLDER;
        look("revision = 1\n" + CORE);
        watch.look();

        assertThat(applied).hasSize(1);
    }

    @Test
    void withoutAFileNothingIsDone() throws Exception {
        new SubscriptionFileWatch(null, FileParsers.subscriptions(), new SubscriptionFileWatch.Target() {
                    @Override
                    public Verdict apply(long revision, String digest, List<SubscriptionSpec> specs) {
                        throw new AssertionError();
                    }

                    @Override
                    public void invalid() {
                        throw new AssertionError();
                    }
                })
                .look();
    }
}
