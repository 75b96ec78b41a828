package org.tfmirror.processor.telemetry;

import static io.opentelemetry.api.common.AttributeKey.longKey;
import static io.opentelemetry.api.common.AttributeKey.stringKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.tfmirror.test.TestDatabase.submit;

import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jboss.logging.MDC;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tfmirror.catalog.ConflictingPackageException;
import org.tfmirror.processor.ProcessorRig;
import org.tfmirror.processor.ingest.ItemProcess.Mirrored;
import org.tfmirror.provider.PackageId;
import org.tfmirror.test.Packages;
import org.tfmirror.test.TestDatabase;

/** What a collector is told of a job's run. */
class JobTracesTest {

    private static final PackageId FIRST = Packages.number(0);
    private static final PackageId SECOND = Packages.number(1);

    private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
    private final SdkTracerProvider provider = SdkTracerProvider.builder()
            .addSpanProcessor(SimpleSpanProcessor.create(exporter))
            .build();
    private final ProcessorRig replica = new ProcessorRig("a", 1, new JobTraces(provider.get("test")));

    @BeforeEach
    void empty() {
        TestDatabase.empty();
    }

    @AfterEach
    void end() {
        replica.close();
        provider.close();
    }

    private void run() {
        replica.poll();
        replica.awaitIdle();
    }

    @Test
    void aRunIsATraceAndItsItemsAreItsChildren() {
        long id = submit(FIRST, SECOND);
        replica.pipeline.on(SECOND, signal -> {
            throw new ConflictingPackageException(SECOND, "secret", "https://origin/?token=secret");
        });

        run();

        List<SpanData> spans = exporter.getFinishedSpanItems();
        assertThat(spans).extracting(SpanData::getName).containsExactly("item", "item", "job");
        SpanData job = spans.get(2);
        assertThat(job.getParentSpanContext().isValid()).isFalse();
        assertThat(job.getAttributes().get(longKey("tfmirror.job.id"))).isEqualTo(id);
        assertThat(job.getAttributes().get(stringKey("tfmirror.job.status"))).isEqualTo("failed");
        assertThat(job.getAttributes().get(stringKey("tfmirror.run.outcome"))).isEqualTo("done");
        assertThat(spans.subList(0, 2)).allSatisfy(item -> {
            assertThat(item.getTraceId()).isEqualTo(job.getTraceId());
            assertThat(item.getParentSpanId()).isEqualTo(job.getSpanId());
            assertThat(item.getAttributes().get(longKey("tfmirror.item.attempt")))
                    .isEqualTo(1);
        });
        assertThat(spans.get(0).getAttributes().get(stringKey("tfmirror.package")))
                .isEqualTo(FIRST.toString());
        assertThat(spans.get(0).getAttributes().get(stringKey("tfmirror.item.outcome")))
                .isEqualTo("completed");
        assertThat(spans.get(1).getAttributes().get(stringKey("error.type"))).isEqualTo("republished");
        assertThat(spans.get(1).getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(spans.toString()).doesNotContain("secret");
    }

    @Test
    void eachRunIsATraceOfItsOwn() {
        submit(FIRST);
        run();
        submit(SECOND);
        run();

        assertThat(exporter.getFinishedSpanItems())
                .filteredOn(span -> span.getName().equals("job"))
                .extracting(SpanData::getTraceId)
                .doesNotHaveDuplicates()
                .hasSize(2);
    }

    @Test
    void theLogNamesTheTraceWhileTheJobIsWorkedOn() {
        submit(FIRST);
        List<Object> logged = new CopyOnWriteArrayList<>();
        replica.pipeline.on(FIRST, signal -> {
            logged.add(MDC.get(JobTraces.TRACE));
            return new Mirrored(1, null);
        });

        run();

        assertThat(logged)
                .containsExactly(exporter.getFinishedSpanItems().get(0).getTraceId());
    }
}
