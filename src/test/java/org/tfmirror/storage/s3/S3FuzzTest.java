package org.tfmirror.storage.s3;

import static org.tfmirror.storage.ObjectStoreContract.KEY;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tfmirror.fuzz.Fuzz;
import org.tfmirror.storage.StorageException;

/** A store's XML may be garbled on its way: what comes of it is a cause of ours, and nothing else. */
class S3FuzzTest {

    private static final String LISTING = "<ListMultipartUploadsResult><Bucket>bucket</Bucket><IsTruncated>false"
            + "</IsTruncated><Upload><Key>mirror/a</Key><UploadId>u1</UploadId><Initiated>2020-01-01T00:00:00.000Z"
            + "</Initiated></Upload></ListMultipartUploadsResult>";

    private static final List<String> WORDS = List.of(
            "<", ">", "</", "&amp;", "&x;", "<![CDATA[", "<!DOCTYPE x [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>");

    private final ScriptedS3 s3 = new ScriptedS3();
    private final S3Bench bench =
            new S3Bench(s3.endpoint(), "bucket", S3Bench.credentials("access", "secret"), Duration.ofSeconds(30));

    @AfterEach
    void close() {
        bench.close();
        s3.close();
    }

    @Test
    void listings() {
        Fuzz.of("S3 listing", StorageException.class).oneIn(20).texts(List.of(LISTING), WORDS, xml -> {
            s3.answer("GET uploads", 200, xml);
            bench.store.abortStrayUploads(Instant.parse("2021-01-01T00:00:00Z"));
        });
    }

    @Test
    void errors() {
        s3.answer("GET", 200, "");
        Fuzz.of("S3 error", StorageException.class).oneIn(20).texts(List.of(""), WORDS, xml -> {
            s3.answer("GET", xml.isEmpty() ? 200 : 404, xml.isEmpty() ? "" : ScriptedS3.error(xml));
            bench.store.open(KEY, null).close();
        });
    }
}
