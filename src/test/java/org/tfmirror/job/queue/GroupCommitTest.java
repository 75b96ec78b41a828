package org.tfmirror.job.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.tfmirror.test.TestThreads;

/** Which requests are sent together; each interleaving is made by hand. */
class GroupCommitTest {

    private final List<List<String>> trips = new CopyOnWriteArrayList<>();
    private final CountDownLatch firstHasLeft = new CountDownLatch(1);
    private final CountDownLatch firstMayReturn = new CountDownLatch(1);
    private final AtomicLong hours = new AtomicLong();

    @Test
    void whoComesAloneGoesAtOnce() {
        GroupCommit<String, String> group = new GroupCommit<>(this::answered);

        assertThat(group.ask("a")).isEqualTo("a!");
        assertThat(group.ask("b")).isEqualTo("b!");
        assertThat(trips).containsExactly(List.of("a"), List.of("b"));
    }

    @Test
    void thoseWhoComeWhileAnotherIsOnItsWayGoTogether() throws Exception {
        GroupCommit<String, String> group = unhurried(Duration.ZERO);
        Asking first = asking(group, "a");
        firstHasLeft.await();
        List<Asking> others = List.of(asking(group, "b"), asking(group, "c"), asking(group, "d"));
        others.forEach(Asking::awaitItsTurn);

        firstMayReturn.countDown();

        assertThat(first.answer()).isEqualTo("a!");
        for (Asking each : others) {
            assertThat(each.answer()).isEqualTo(each.request + "!");
        }
        assertThat(trips).hasSize(2);
        assertThat(trips.get(0)).containsExactly("a");
        assertThat(trips.get(1)).containsExactlyInAnyOrder("b", "c", "d");
    }

    @Test
    void theNextTripWaitsForThoseWhoAreJustBack() throws Exception {
        GroupCommit<String, String> group = unhurried(Duration.ofMinutes(1));
        Asking first = asking(group, "a");
        firstHasLeft.await();
        Asking second = asking(group, "b");
        second.awaitItsTurn();
        firstMayReturn.countDown();
        first.answer();
        second.awaitItsTurn();
        assertThat(trips).hasSize(1);

        Asking again = asking(group, "a2");

        assertThat(again.answer()).isEqualTo("a2!");
        assertThat(second.answer()).isEqualTo("b!");
        assertThat(trips).containsExactly(List.of("a"), List.of("b", "a2"));
    }

    @Test
    void nobodyIsWaitedForLongerThanThePause() throws Exception {
        GroupCommit<String, String> group = unhurried(Duration.ofNanos(1));
        Asking first = asking(group, "a");
        firstHasLeft.await();
        Asking second = asking(group, "b");
        second.awaitItsTurn();

        firstMayReturn.countDown();

        assertThat(first.answer()).isEqualTo("a!");
        assertThat(second.answer()).isEqualTo("b!");
    }

    @Test
    void aTripThatFailsSendsEachByItself() throws Exception {
        GroupCommit<String, String> group = new GroupCommit<>(requests -> {
            holdTheFirst();
            throw new SQLException("the connection broke");
        });
        Asking first = asking(group, "a");
        firstHasLeft.await();
        Asking second = asking(group, "b");
        second.awaitItsTurn();
        firstMayReturn.countDown();

        assertThat(first.answer()).isNull();
        assertThat(second.answer()).isNull();
    }

    @Test
    void aDefectOfTheCarrierLeavesNobodyBehind() throws Exception {
        GroupCommit<String, String> group = new GroupCommit<>(requests -> {
            holdTheFirst();
            throw new IllegalStateException("a defect");
        });
        Asking first = asking(group, "a");
        firstHasLeft.await();
        Asking second = asking(group, "b");
        second.awaitItsTurn();
        firstMayReturn.countDown();

        for (Asking each : List.of(first, second)) {
            assertThat(each.result).failsWithin(Duration.ofSeconds(30)).withThrowableOfType(ExecutionException.class);
        }
    }

    @Test
    void anInterruptDoesNotCallBackAThreadThatWaits() throws Exception {
        GroupCommit<String, String> group = unhurried(Duration.ZERO);
        Asking first = asking(group, "a");
        firstHasLeft.await();
        Asking second = asking(group, "b");
        second.awaitItsTurn();

        second.thread.interrupt();
        firstMayReturn.countDown();

        assertThat(second.answer()).isEqualTo("b!");
        assertThat(first.answer()).isEqualTo("a!");
        assertThat(second.interruptedAtTheEnd).isCompletedWithValue(true);
    }

    /** Its first trip takes until the test lets it return; each takes hours by its own clock. */
    private GroupCommit<String, String> unhurried(Duration longestPause) {
        return new GroupCommit<>(
                requests -> {
                    holdTheFirst();
                    return answered(requests);
                },
                () -> Duration.ofHours(hours.incrementAndGet()).toNanos(),
                longestPause);
    }

    private void holdTheFirst() {
        firstHasLeft.countDown();
        boolean interrupted = false;
        while (firstMayReturn.getCount() > 0) {
            try {
                firstMayReturn.await();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private List<@Nullable String> answered(List<String> requests) {
        trips.add(requests);
        return requests.stream().map(each -> each + "!").toList();
    }

    private static Asking asking(GroupCommit<String, String> group, String request) {
        return new Asking(group, request);
    }

    /** A thread that asks. */
    private static final class Asking {
        final String request;
        final Thread thread;
        final CompletableFuture<@Nullable String> result = new CompletableFuture<>();
        final CompletableFuture<Boolean> interruptedAtTheEnd = new CompletableFuture<>();

        Asking(GroupCommit<String, String> group, String request) {
            this.request = request;
            this.thread = new Thread(() -> {
                try {
                    String answer = group.ask(request);
                    interruptedAtTheEnd.complete(Thread.currentThread().isInterrupted());
                    result.complete(answer);
                } catch (RuntimeException e) {
                    result.completeExceptionally(e);
                }
            });
            thread.start();
        }

        void awaitItsTurn() {
            TestThreads.awaitState(thread, Thread.State.WAITING, Thread.State.TIMED_WAITING);
        }

        @Nullable
        String answer() throws Exception {
            return result.get();
        }
    }
}
