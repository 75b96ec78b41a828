package org.tfmirror.processor.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tfmirror.test.TestDatabase.query;
import static org.tfmirror.test.TestDatabase.submit;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import org.jboss.logging.MDC;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tfmirror.job.Lease;
import org.tfmirror.job.QueuedItem;
import org.tfmirror.job.StoredItem;
import org.tfmirror.processor.ProcessorRig;
import org.tfmirror.processor.ingest.ItemProcess.Mirrored;
import org.tfmirror.processor.work.RunResult;
import org.tfmirror.provider.PackageId;
import org.tfmirror.test.Packages;
import org.tfmirror.test.TestDatabase;

/** Every line of a worker's run names its job and item, from any logger; no other line does. */
class LogContextTest {

    private static final PackageId FIRST = Packages.number(0);
    private static final String LIBRARY = "some.library";

    private final List<ExtLogRecord> records = new CopyOnWriteArrayList<>();
    private final Logger library = Logger.getLogger(LIBRARY);
    private final Handler collector = new Handler() {
        @Override
        public void publish(LogRecord line) {
            ExtLogRecord wrapped = ExtLogRecord.wrap(line);
            wrapped.copyMdc();
            records.add(wrapped);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };
    private final ProcessorRig replica = new ProcessorRig("a", 1, new LogContext());

    @BeforeEach
    void listen() {
        TestDatabase.empty();
        library.addHandler(collector);
    }

    @AfterEach
    void end() {
        library.removeHandler(collector);
        replica.close();
    }

    @Test
    void aLibrarysLineCarriesTheIdsOfTheJobAndTheItem() {
        long job = submit(Packages.some(2));
        for (PackageId each : Packages.some(2)) {
            replica.pipeline.on(each, signal -> {
                library.info("connection reset, trying again");
                return new Mirrored(1, null);
            });
        }

        replica.poll();
        replica.awaitIdle();

        List<List<Object>> items = List.copyOf(query("select id::text from job_item order by ordinal").stream()
                .map(row -> List.<Object>of(String.valueOf(row.get(0))))
                .toList());
        assertThat(records).hasSize(2);
        for (int i = 0; i < 2; i++) {
            assertThat(records.get(i).getMdc(LogContext.JOB)).isEqualTo(Long.toString(job));
            assertThat(records.get(i).getMdc(LogContext.ITEM))
                    .isEqualTo(items.get(i).get(0));
        }
    }

    @Test
    void theThreadIsClearedWhateverBecameOfTheRun() {
        Map<String, Object> before = Map.copyOf(MDC.getMap());
        LogContext context = new LogContext();
        Lease lease = new Lease(7, 1);
        context.runStarted(lease);
        StoredItem stored = new StoredItem("example.com", "acme", "demo", "1.0.0", "linux_amd64", false, null);
        context.itemStarted(lease, new QueuedItem(9, stored, 1));
        assertThat(MDC.getMap()).containsEntry("job", "7").containsEntry("item", "9");

        context.runEnded(lease, new RunResult.Stopped());

        assertThat(MDC.getMap()).isEqualTo(before);
    }
}
