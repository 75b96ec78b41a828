package org.tfmirror.processor;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.tfmirror.job.JobNotifications.Notification;
import org.tfmirror.processor.engine.NotificationListener;
import org.tfmirror.processor.work.Backoff;
import org.tfmirror.test.TestDatabase;

class NotificationListenerTest {

    @Test
    void anErrorOfWhoeverHearsDoesNotEndTheListening() throws Exception {
        AtomicInteger received = new AtomicInteger();
        NotificationListener notificationListener = new NotificationListener(
                TestDatabase.notifications(),
                ring -> {
                    if (received.incrementAndGet() == 1) {
                        throw new NoClassDefFoundError("a broken image");
                    }
                },
                new Backoff(Duration.ofMillis(1), Duration.ofMillis(20), RandomGenerator.getDefault()));

        notificationListener.start();

        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> received.get() > 1);
        notificationListener.end();
        TestDatabase.notifications().send(Notification.DUE); // so that it looks up
    }
}
