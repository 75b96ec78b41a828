package org.tfmirror.verify.zip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tfmirror.verify.ArchiveLimits;
import org.tfmirror.verify.VerificationException;
import org.tfmirror.verify.VerificationException.ArchiveTooLarge;

class HostileArchiveTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../evil",
                "a/../../evil",
                "a/..",
                "..",
                ".",
                "./a",
                "a/./b",
                "/etc/passwd",
                "/",
                "a//b",
                "a\\b",
                "..\\evil",
                "C:evil",
                "C:/evil",
                "a/C:evil",
                "a\nb",
                "a\rb",
                "a\0b",
                "a\u001bb",
                "a\u007fb",
                ""
            })
    void refusesAHarmfulName(String name) {
        ZipBytes zip = new ZipBytes();
        zip.add(name, name.endsWith("/") ? "" : "x");

        assertInvalid(zip.bytes());
    }

    @ParameterizedTest
    @ValueSource(strings = {"...", "a..b", "..a", "a b", "ünï.txt", "a/b/c", "-rf", "CON", "ab:c"})
    void takesAnOddButHarmlessName(String name) {
        ZipBytes zip = new ZipBytes();
        zip.add(name, "x");

        assertThatCode(() -> Archives.digest(zip.bytes())).doesNotThrowAnyException();
    }

    static Stream<Arguments> spoilers() {
        return Stream.of(
                spoil("CRC in the central directory", e -> e.centralCrc ^= 1),
                spoil("CRC in the local header", e -> e.localCrc ^= 1),
                spoil("CRC in both", e -> {
                    e.localCrc ^= 1;
                    e.centralCrc ^= 1;
                }),
                spoil("size in the central directory", e -> e.centralSize++),
                spoil("size in the local header", e -> e.localSize++),
                spoil("size in both", e -> {
                    e.localSize++;
                    e.centralSize++;
                }),
                spoil("name in the central directory", e -> e.centralName = bytes("b")),
                spoil("longer name in the central directory", e -> e.centralName = bytes("a/../../evil")),
                spoil("method in the central directory", e -> e.centralMethod = e.method == 0 ? 8 : 0),
                spoil("unknown method", e -> e.method = 12),
                spoil("unknown method in the central directory only", e -> e.centralMethod = 99),
                spoil("offset", e -> e.spoilOffset = 1),
                spoil("not listed", e -> e.listed = false),
                spoil("bytes before", e -> e.before = bytes("#!/bin/sh\n")),
                spoil("another local header before", e -> e.before = bytes("PK\3\4")),
                spoil("encrypted", e -> e.flags = 1),
                spoil("strongly encrypted", e -> e.flags = 1 << 6),
                spoil("masked headers", e -> e.flags = 1 << 13),
                spoil("patch data", e -> e.flags = 1 << 5),
                spoil("symbolic link", e -> e.externalAttributes = 0120777L << 16),
                spoil("character device", e -> e.externalAttributes = 0020666L << 16),
                spoil("block device", e -> e.externalAttributes = 0060666L << 16),
                spoil("pipe", e -> e.externalAttributes = 0010666L << 16),
                spoil("socket", e -> e.externalAttributes = 0140666L << 16),
                spoil("directory without a slash", e -> e.externalAttributes = 0040755L << 16),
                spoil("truncated deflate stream", e -> {
                    e.deflated();
                    e.packed = Arrays.copyOf(e.packed, e.packed.length - 1);
                }),
                spoil("bytes behind the deflate stream", e -> {
                    e.deflated();
                    e.packed = Arrays.copyOf(e.packed, e.packed.length + 1);
                }),
                spoil("no deflate stream", e -> {
                    e.method = 8;
                    e.packed = new byte[0];
                }),
                spoil("wild deflate stream", e -> {
                    e.method = 8;
                    e.packed = bytes("\u00ff\u00ff\u00ff\u00ff");
                }));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("spoilers")
    void refusesAnArchiveWith(String fault, Consumer<ZipBytes.Entry> spoiler) {
        for (ZipBytes.Sizes sizes : ZipBytes.Sizes.values()) {
            for (boolean deflated : new boolean[] {true, false}) {
                ZipBytes zip = new ZipBytes();
                zip.add("first", "1");
                ZipBytes.Entry entry = zip.add("a", "content content content").sizes(sizes);
                if (deflated) {
                    entry.deflated();
                }
                zip.add("last", "2");
                boolean isSoundAtFirst = deflated || sizes != ZipBytes.Sizes.IN_DESCRIPTOR_WITHOUT_SIGNATURE;
                if (isSoundAtFirst) {
                    assertThat(code(zip.bytes()))
                            .as("%s %s before", sizes, deflated)
                            .isEmpty();
                }

                spoiler.accept(entry);

                assertThat(code(zip.bytes())).as("%s %s", sizes, deflated).isEqualTo("archive_invalid");
            }
        }
    }

    static Stream<Arguments> archiveSpoilers() {
        return Stream.of(
                spoilArchive("one entry more in the end record", z -> z.spoilEntries = 1),
                spoilArchive("one entry less in the end record", z -> z.spoilEntries = -1),
                spoilArchive("directory size", z -> z.spoilDirectorySize = 1),
                spoilArchive("directory offset", z -> z.spoilDirectoryOffset = -1),
                spoilArchive("a gap before the directory", z -> z.beforeDirectory = bytes("PK\5\5")),
                spoilArchive("a signed gap before the directory", z -> z.beforeDirectory = bytes("PK\6\b\0\0\0\0")),
                spoilArchive("an end record in the comment", z -> z.comment = bytes("x" + "PK\5\6" + "\0".repeat(18))),
                spoilArchive("a duplicate", z -> z.add("a", "other")),
                spoilArchive("a directory of a file's name", z -> z.add("a/", "")),
                spoilArchive("a directory with content", z -> z.add("d/", "x")),
                spoilArchive(
                        "a deflated directory with content",
                        z -> z.add("d/", "x").deflated()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("archiveSpoilers")
    void refusesAnArchiveOf(String fault, Consumer<ZipBytes> spoiler) {
        for (boolean zip64 : new boolean[] {true, false}) {
            ZipBytes zip = new ZipBytes();
            zip.zip64End = zip64;
            zip.add("a", "1").deflated();
            assertThat(code(zip.bytes())).isEmpty();

            spoiler.accept(zip);

            assertInvalid(zip.bytes());
        }
    }

    @Test
    void refusesAZip64LocatorThatPointsElsewhere() {
        ZipBytes zip = new ZipBytes();
        zip.zip64End = true;
        zip.spoilLocator = 1;

        assertInvalid(zip.bytes());
    }

    @Test
    void refusesHalfOfTheZip64EndRecords() {
        ZipBytes zip = new ZipBytes();
        zip.zip64End = true;
        byte[] sound = zip.bytes();
        byte[] end = Arrays.copyOfRange(sound, 76, sound.length);
        assertThat(code(sound)).isEmpty();

        assertInvalid(concat(Arrays.copyOf(sound, 56), end));
        assertInvalid(concat(Arrays.copyOfRange(sound, 56, 76), end));
        assertInvalid(end);
    }

    @ParameterizedTest(name = "byte {0} before the end")
    @ValueSource(ints = {18, 16, 14})
    void refusesAnArchiveOnSeveralDisks(int fromEnd) {
        ZipBytes zip = new ZipBytes();
        zip.add("a", "1");
        byte[] bytes = zip.bytes();

        bytes[bytes.length - fromEnd]++;

        assertInvalid(bytes);
    }

    @ParameterizedTest(name = "byte {0} of the central header")
    @ValueSource(ints = {20, 24, 42})
    void refusesAFullFieldWithoutAZip64Extra(int field) {
        ZipBytes zip = new ZipBytes();
        zip.add("a", "1");
        byte[] bytes = zip.bytes();

        int at = 30 + 1 + 1 + field;
        Arrays.fill(bytes, at, at + 4, (byte) 0xff);

        assertInvalid(bytes);
    }

    @Test
    void refusesAnEntryThatBeginsOnAnotherDisk() {
        ZipBytes zip = new ZipBytes();
        zip.add("a", "1");
        byte[] bytes = zip.bytes();

        bytes[30 + 1 + 1 + 34] = 1;

        assertInvalid(bytes);
    }

    @Test
    void refusesANameThatNoSystemCouldUnpack() {
        ZipBytes longest = new ZipBytes();
        longest.add("n".repeat(4096), "1");
        ZipBytes longer = new ZipBytes();
        longer.add("n".repeat(4097), "1");

        assertThat(code(longest.bytes())).isEmpty();
        assertInvalid(longer.bytes());
    }

    @Test
    void refusesNamesThatFillTheMemory() {
        ZipBytes zip = new ZipBytes();
        for (int i = 0; i <= 4096; i++) {
            zip.add("n".repeat(4090) + (100_000 + i), "");
        }

        assertThat(code(zip.bytes())).isEqualTo("archive_too_large");
    }

    @Test
    void takesADirectoryThatListsTheEntriesInAnotherOrder() throws Exception {
        ZipBytes zip = new ZipBytes();
        zip.add("a", "1");
        zip.add("b", "2");
        zip.add("c", "3");
        byte[] sound = zip.bytes();
        byte[] shuffled = sound.clone();
        int begin = 3 * 32;
        System.arraycopy(sound, begin, shuffled, begin + 2 * 47, 47);
        System.arraycopy(sound, begin + 2 * 47, shuffled, begin, 47);

        assertThat(Archives.digest(shuffled).h1())
                .isEqualTo(Archives.digest(sound).h1());
    }

    @Test
    void refusesADirectoryThatListsAnEntryTwice() {
        ZipBytes zip = new ZipBytes();
        zip.add("a", "1");
        zip.add("b", "2");
        byte[] bytes = zip.bytes();
        int begin = 2 * 32;

        System.arraycopy(bytes, begin, bytes, begin + 47, 47);

        assertInvalid(bytes);
    }

    @Test
    void refusesTrailingBytes() {
        ZipBytes zip = new ZipBytes();
        zip.add("a", "1");
        byte[] sound = zip.bytes();

        assertInvalid(Arrays.copyOf(sound, sound.length + 1));
        assertInvalid(concat(sound, sound));
    }

    @ParameterizedTest
    @EnumSource(ZipBytes.Sizes.class)
    void refusesEveryTruncation(ZipBytes.Sizes sizes) {
        ZipBytes zip = new ZipBytes();
        zip.add("a", "1".repeat(50)).deflated().sizes(sizes);
        zip.add("b/", "");
        byte[] sound = zip.bytes();

        for (int length = 0; length < sound.length; length++) {
            assertInvalid(Arrays.copyOf(sound, length));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "P", "PK", "PK\3\4", "<html></html>", "\u001f\u008b\b\0\0\0\0\0", "PK00PK\3\4"})
    void refusesWhatIsNoZip(String text) {
        assertInvalid(bytes(text));
    }

    @Test
    void refusesAContentThatImitatesItsOwnEnd() {
        // A stored content with a descriptor that fits its own first bytes: the reader stops there, and the directory
        // disagrees.
        ZipBytes inner = new ZipBytes();
        inner.add("x", "hello").sizes(ZipBytes.Sizes.IN_DESCRIPTOR);
        byte[] zip = inner.bytes();
        byte[] fromContent = Arrays.copyOfRange(zip, 31, zip.length);
        ZipBytes outer = new ZipBytes();
        outer.add("x", fromContent).sizes(ZipBytes.Sizes.IN_DESCRIPTOR);

        assertInvalid(outer.bytes());
    }

    @Test
    void refusesABombByItsRatio() {
        ZipBytes zip = new ZipBytes();
        zip.add("bomb", new byte[32 << 20]).deflated();

        assertThat(code(zip.bytes())).isEqualTo("archive_too_large");
    }

    @Test
    void refusesABombByItsSize() {
        byte[] noise = new byte[1 << 20];
        new Random(1).nextBytes(noise);
        ZipBytes zip = new ZipBytes();
        zip.add("a", noise);
        zip.add("b", noise).deflated();

        assertThatThrownBy(() -> Archives.digest(zip.bytes(), new ArchiveLimits((2 << 20) - 1, 200, 10)))
                .isInstanceOf(ArchiveTooLarge.class);
        assertThatCode(() -> Archives.digest(zip.bytes(), new ArchiveLimits(2 << 20, 200, 10)))
                .doesNotThrowAnyException();
    }

    @Test
    void refusesABombByItsEntries() {
        ZipBytes zip = new ZipBytes();
        for (int i = 0; i < 11; i++) {
            zip.add("e" + i, "");
        }

        assertThatThrownBy(() -> Archives.digest(zip.bytes(), new ArchiveLimits(1 << 20, 200, 10)))
                .isInstanceOf(ArchiveTooLarge.class);
        assertThatCode(() -> Archives.digest(zip.bytes(), new ArchiveLimits(1 << 20, 200, 11)))
                .doesNotThrowAnyException();
    }

    @Test
    void neverThrowsAnythingElseOnMutatedBytes() {
        Random random = new Random(42);
        Map<String, Integer> verdicts = new TreeMap<>();
        for (int round = 0; round < 20_000; round++) {
            byte[] zip = mutate(randomZip(random), random);
            verdicts.merge(code(zip), 1, Integer::sum);
        }

        assertThat(verdicts.keySet()).isSubsetOf("", "archive_invalid", "archive_too_large");
        assertThat(verdicts.get("archive_invalid")).isGreaterThan(10_000);
    }

    @Test
    void judgesMutatedBytesTheSameHoweverTheyAreCut() {
        Random random = new Random(43);
        for (int round = 0; round < 2_000; round++) {
            byte[] zip = mutate(randomZip(random), random);

            assertThat(codeBytewise(zip)).as("round %d", round).isEqualTo(code(zip));
        }
    }

    private static byte[] randomZip(Random random) {
        ZipBytes zip = new ZipBytes();
        zip.zip64End = random.nextInt(4) == 0;
        int count = random.nextInt(4);
        for (int i = 0; i < count; i++) {
            ZipBytes.Entry entry = zip.add("e" + i, "content".repeat(random.nextInt(20)));
            entry.sizes(ZipBytes.Sizes.values()[random.nextInt(ZipBytes.Sizes.values().length)]);
            entry.centralZip64 = random.nextInt(4) == 0;
            if (random.nextBoolean()) {
                entry.deflated();
            }
        }
        return zip.bytes();
    }

    private static byte[] mutate(byte[] bytes, Random random) {
        byte[] mutated = bytes.clone();
        int changes = 1 + random.nextInt(3);
        for (int i = 0; i < changes; i++) {
            int at = random.nextInt(mutated.length);
            switch (random.nextInt(4)) {
                case 0 -> mutated[at] = (byte) random.nextInt(256);
                case 1 -> mutated[at] ^= (byte) (1 << random.nextInt(8));
                case 2 -> mutated[at] = (byte) (random.nextBoolean() ? 0xff : 0);
                default -> mutated = Arrays.copyOf(mutated, 1 + random.nextInt(mutated.length));
            }
        }
        return mutated;
    }

    private static void assertInvalid(byte[] zip) {
        assertThat(code(zip)).isEqualTo("archive_invalid");
        assertThat(codeBytewise(zip)).isEqualTo("archive_invalid");
    }

    private static String code(byte[] zip) {
        try {
            Archives.digest(zip);
            return "";
        } catch (VerificationException e) {
            return e.code();
        }
    }

    private static String codeBytewise(byte[] zip) {
        try {
            Archives.digestBytewise(zip);
            return "";
        } catch (VerificationException e) {
            return e.code();
        }
    }

    private static Arguments spoil(String what, Consumer<ZipBytes.Entry> spoiler) {
        return Arguments.of(what, spoiler);
    }

    private static Arguments spoilArchive(String what, Consumer<ZipBytes> spoiler) {
        return Arguments.of(what, spoiler);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] concat(byte[] left, byte[] right) {
        byte[] both = Arrays.copyOf(left, left.length + right.length);
        System.arraycopy(right, 0, both, left.length, right.length);
        return both;
    }
}
