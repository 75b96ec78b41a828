package org.tfmirror.processor;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.tfmirror.job.JobNotifications.Notification;
import org.tfmirror.test.TestDatabase;

class DoorbellTest {

    @Test
    void anErrorOfWhoeverHearsDoesNotEndTheListening() throws Exception {
        AtomicInteger received = new AtomicInteger();
        Doorbell doorbell = new Doorbell(
                TestDatabase.notifications(),
                ring -> {
                    if (received.incrementAndGet() == 1) {
                        throw new NoClassDefFoundError("a broken image");
                    }
                },
                new Backoff(Duration.ofMillis(1), Duration.ofMillis(20), RandomGenerator.getDefault()));

        doorbell.start();

        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> received.get() > 1);
        doorbell.end();
        TestDatabase.notifications().send(Notification.DUE); // so that it looks up
    }
}
