package org.tfmirror.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tfmirror.provider.PackageHash;
import org.tfmirror.provider.PackageId;
import org.tfmirror.provider.Sha256;
import org.tfmirror.test.Packages;

class ManifestJsonTest {

    private static final PackageId ID = Packages.number(1);
    private static final Place PLACE = new Place("a/b", 512, 10, Sha256.hexOf(new byte[0]));
    private static final BundleEntry ENTRY = new BundleEntry(
            ID,
            "part-0001.tar",
            "odd name.zip".replace(' ', '_'),
            PackageHash.parse("h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="),
            List.of("5.0"),
            Instant.parse("2025-06-07T08:09:10Z"),
            true,
            new BundleEntry.Files(PLACE, PLACE, null, PLACE));
    private static final Manifest MANIFEST = new Manifest(
            new ManifestHead.Origin("0123456789abcdef", 7, Instant.parse("2026-01-02T03:04:05Z")),
            List.of(PLACE.sha256()),
            List.of(new Part("part-0001.tar", 1024, PLACE.sha256())),
            List.of(ENTRY),
            List.of(Packages.number(2)),
            List.of(
                    Statement.block(ID, "bad \u2028 news"),
                    Statement.of(Statement.Decision.REJECT, ID.provider(), ID.version(), "hijacked"),
                    Statement.of(Statement.Decision.WAIVE, ID.provider(), ID.version(), null)));

    @Test
    void whatIsWrittenIsReadAgain() throws ManifestInvalidException {
        assertThat(Manifest.read(MANIFEST.write())).isEqualTo(MANIFEST);
        assertThat(ManifestJson.readEntry(ManifestJson.write(ENTRY))).isEqualTo(ENTRY);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"path\":\"a/b\"      | \"path\":\"../b\"     | path",
                "\"path\":\"a/b\"      | \"path\":\"/a/b\"     | path",
                "\"offset\":512        | \"offset\":-1         | offset",
                "\"offset\":512        | \"offset\":9223372036854775807 | offset",
                "\"offset\":512        | \"offset\":1e3        | offset",
                "\"size\":10,          | \"size\":\"10\",      | size",
                "\"size\":10,          | \"none\":10,          | size",
                "part-0001.tar         | ../part-0001.tar      | part",
                "tfmirror-bundle/1     | tfmirror-bundle/2     | format",
                "\"serial\":7          | \"serials\":7         | serial",
                "2026-01-02            | yesterday             | parsed",
                "\"format\"            | \"serial\":1,\"format\" | JSON",
            })
    void whatIsWrongIsRefusedWithItsName(String right, String wrong, String named) {
        byte[] bytes = new String(MANIFEST.write(), UTF_8)
                .replace(right.strip(), wrong.strip())
                .getBytes(UTF_8);

        assertThatThrownBy(() -> Manifest.read(bytes))
                .isInstanceOf(ManifestInvalidException.class)
                .hasMessageContaining(named);
    }

    @ParameterizedTest
    @ValueSource(strings = {"packages", "missing", "statements", "parts", "base"})
    void aMillionElementsAreRefused(String list) {
        StringBuilder json = new StringBuilder("{\"format\":\"tfmirror-bundle/1\",\"")
                .append(list)
                .append("\":[");
        String element = switch (list) {
            case "base" -> "\"%s\"".formatted(PLACE.sha256());
            case "packages" -> ManifestJson.write(ENTRY);
            case "parts" -> "{\"name\":\"part-0001.tar\",\"size\":1,\"sha256\":\"%s\"}".formatted(PLACE.sha256());
            default -> "{\"provider\":\"example.com/acme/demo\",\"version\":\"1.0.0\",\"platform\":\"linux_amd64\"}";
        };
        for (int i = 0; i < 1_000_000 && json.length() < ManifestHead.MAX_SIZE - 1000; i++) {
            json.append(i == 0 ? "" : ",").append(element);
        }
        byte[] bytes = json.append("]}").toString().getBytes(UTF_8);

        assertThatThrownBy(() -> Manifest.read(bytes))
                .isInstanceOf(ManifestInvalidException.class)
                .hasMessageContaining("more than 100,000 elements");
    }

    @Test
    void aDecisionOfALaterReleaseIsPassedOver() throws ManifestInvalidException {
        byte[] later = new String(MANIFEST.write(), UTF_8)
                .replace("\"reject\"", "\"quarantine\"")
                .getBytes(UTF_8);

        assertThat(Manifest.read(later).statements()).hasSize(2);
    }

    @Test
    void noCutOfItIsTakenForAManifest() {
        byte[] whole = MANIFEST.write();

        for (int length = 0; length < whole.length - 1; length++) {
            byte[] cut = java.util.Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> Manifest.read(cut)).isInstanceOf(ManifestInvalidException.class);
        }
    }
}
