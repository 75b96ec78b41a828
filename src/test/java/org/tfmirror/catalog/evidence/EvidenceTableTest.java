package org.tfmirror.catalog.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tfmirror.test.TestDatabase.execute;
import static org.tfmirror.test.TestDatabase.query;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tfmirror.catalog.evidence.Evidence.Key;
import org.tfmirror.catalog.evidence.EvidenceTable.Altered;
import org.tfmirror.provider.ProviderAddress;
import org.tfmirror.provider.ProviderVersion;
import org.tfmirror.test.TestDatabase;

/** Evidence is found as it was recorded, once; a changed row is not found. */
class EvidenceTableTest {

    private static final ProviderAddress PROVIDER = ProviderAddress.parse("registry.example.com/acme/demo");
    private static final ProviderVersion VERSION = ProviderVersion.parse("1.0.0");
    private static final Key ODD = new Key("\0\uD800\"\\\u2028é", "-----BEGIN\r\n", "", null, "javascript:alert(1)");

    @BeforeEach
    void empty() {
        TestDatabase.empty();
    }

    @Test
    void whatIsRecordedIsFoundByteForByte() throws Exception {
        byte[] document = {0, (byte) 0xFF, '\n', '\n'};
        Evidence evidence = new Evidence(PROVIDER, VERSION, document, new byte[] {1, 2}, List.of(ODD));

        String digest = record(evidence);

        Evidence found = find(digest);
        assertThat(found.shasums()).isEqualTo(document);
        assertThat(found.signature()).isEqualTo(new byte[] {1, 2});
        assertThat(found.keys()).containsExactly(ODD);
        assertThat(found.provider()).isEqualTo(PROVIDER);
        assertThat(found.version()).isEqualTo(VERSION);
    }

    @Test
    void whatIsRecordedTwiceIsThereOnce() throws Exception {
        record(of("a", "b"));
        record(of("a", "b"));

        assertThat(query("select count(*) from evidence")).containsExactly(List.of(1L));
    }

    @Test
    void evidenceWithoutASignatureIsKept() throws Exception {
        Evidence unsigned = Evidence.unsigned(PROVIDER, VERSION, new byte[0]);

        assertThat(find(record(unsigned)).signature()).isNull();
        assertThat(unsigned.digest())
                .isNotEqualTo(new Evidence(PROVIDER, VERSION, new byte[0], new byte[0], List.of()).digest());
    }

    @Test
    void eachPartCountsForTheDigest() {
        assertThat(List.of(
                        of("a", "b").digest(),
                        of("ab", "").digest(),
                        of("", "ab").digest(),
                        new Evidence(PROVIDER, ProviderVersion.parse("1.0.1"), bytes("a"), bytes("b"), List.of())
                                .digest(),
                        new Evidence(PROVIDER, VERSION, bytes("a"), bytes("b"), List.of(ODD)).digest(),
                        new Evidence(PROVIDER, VERSION, bytes("a"), bytes("b"), List.of(ODD, ODD)).digest()))
                .doesNotHaveDuplicates();
    }

    @Test
    void aVersionHasSeveralTheNewestFirst() throws Exception {
        String first = record(of("a", "b"));
        execute("update evidence set recorded_at = now() - interval '1 day'");
        String second = record(of("a", "c"));
        record(new Evidence(PROVIDER, ProviderVersion.parse("2.0.0"), bytes("a"), bytes("b"), List.of()));

        try (Connection connection = TestDatabase.dataSource().getConnection()) {
            assertThat(EvidenceTable.of(connection, PROVIDER, VERSION))
                    .extracting(recorded -> recorded.evidence().digest())
                    .containsExactly(second, first);
        }
    }

    @Test
    void whatWasOnceGivenToACredentialStaysForReadersWithAToken() throws Exception {
        try (Connection connection = TestDatabase.dataSource().getConnection()) {
            EvidenceTable.record(connection, of("a", "b"), false);
            assertThat(EvidenceTable.requiresToken(connection, PROVIDER, VERSION))
                    .isFalse();
            EvidenceTable.record(connection, of("a", "b"), true);
            EvidenceTable.record(connection, of("a", "b"), false);
            EvidenceTable.record(connection, of("a", "c"), false);

            assertThat(EvidenceTable.requiresToken(connection, PROVIDER, VERSION))
                    .isTrue();
            assertThat(EvidenceTable.requiresToken(connection, PROVIDER, ProviderVersion.parse("2.0.0")))
                    .isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "shasums = 'x'",
                "signature = null",
                "keys = '[{}]'",
                "keys = 'x'",
                "keys = '[]'",
                "version = '1.0.1'",
                "namespace = 'other'"
            })
    void aRowThatWasChangedIsNotGivenOut(String change) throws Exception {
        String digest = record(new Evidence(PROVIDER, VERSION, bytes("a"), bytes("b"), List.of(ODD)));
        execute("update evidence set " + change);

        assertThatThrownBy(() -> find(digest)).isInstanceOf(Altered.class).hasMessageContaining(digest);
    }

    private static Evidence of(String document, String signature) {
        return new Evidence(PROVIDER, VERSION, bytes(document), bytes(signature), List.of());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String record(Evidence evidence) throws Exception {
        try (Connection connection = TestDatabase.dataSource().getConnection()) {
            return EvidenceTable.record(connection, evidence, false);
        }
    }

    private static Evidence find(@Nullable String digest) throws Exception {
        try (Connection connection = TestDatabase.dataSource().getConnection()) {
            return EvidenceTable.find(connection, String.valueOf(digest))
                    .orElseThrow()
                    .evidence();
        }
    }
}
