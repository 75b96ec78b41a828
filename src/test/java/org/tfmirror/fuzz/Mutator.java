package org.tfmirror.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Changes bytes as accidents and attackers do: flips, cuts, repeats, moves, and sets in words that mean something. */
final class Mutator {

    private static final int MOST_CHANGES = 6;
    private static final int LONGEST_REPEAT = 2_000;
    private static final int LONGEST_NOISE = 200;

    /** What is seldom right anywhere. */
    private static final List<byte[]> USUAL = List.of(
            bytes("\0"),
            bytes("\r\n"),
            bytes("\n"),
            bytes(" "),
            bytes("\t"),
            bytes("../"),
            bytes("/"),
            bytes("%2e%2e%2f"),
            bytes("-1"),
            bytes("0"),
            bytes("99999999999999999999"),
            bytes("2147483648"),
            bytes("9223372036854775807"),
            bytes("\""),
            bytes("'"),
            bytes("${x}"),
            "\u00e9\u202e\u212a\ud83d\ude00".getBytes(StandardCharsets.UTF_8),
            new byte[] {(byte) 0xff, (byte) 0xfe},
            new byte[] {0, 0, 0, '"'},
            new byte[] {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff},
            new byte[] {0, 0, 0, (byte) 0x80});

    private final Random random;
    private final List<byte[]> words;

    Mutator(Random random, List<byte[]> words) {
        this.random = random;
        this.words = words;
    }

    /** A variation of one of them; now and then mere noise. */
    byte[] next(List<byte[]> corpus) {
        if (random.nextInt(20) == 0) {
            return noise(random.nextInt(LONGEST_NOISE));
        }
        byte[] bytes = corpus.get(random.nextInt(corpus.size()));
        for (int changes = 1 + random.nextInt(MOST_CHANGES); changes > 0; changes--) {
            bytes = change(bytes, corpus);
        }
        return bytes;
    }

    private byte[] change(byte[] bytes, List<byte[]> corpus) {
        int at = random.nextInt(bytes.length + 1);
        int to = Math.min(bytes.length, at + length());
        return switch (random.nextInt(10)) {
            case 0, 1 -> with(bytes, at, b -> b ^ (1 << random.nextInt(8)));
            case 2 -> with(bytes, at, b -> random.nextInt(256));
            case 3 -> with(bytes, at, b -> random.nextBoolean() ? 0xff : 0);
            case 4 -> replace(bytes, at, to, new byte[0]);
            case 5 -> replace(bytes, at, random.nextBoolean() ? at : to, word());
            case 6 -> replace(bytes, at, at, repeated(Arrays.copyOfRange(bytes, at, to)));
            case 7 -> Arrays.copyOf(bytes, at);
            case 8 -> splice(bytes, at, corpus.get(random.nextInt(corpus.size())));
            default -> replace(bytes, at, at, noise(length()));
        };
    }

    private interface Change {
        int of(byte before);
    }

    private static byte[] with(byte[] bytes, int at, Change change) {
        byte[] changed = bytes.clone();
        if (at < changed.length) {
            changed[at] = (byte) change.of(changed[at]);
        }
        return changed;
    }

    private byte[] word() {
        boolean own = !words.isEmpty() && random.nextInt(3) > 0;
        List<byte[]> from = own ? words : USUAL;
        return from.get(random.nextInt(from.size()));
    }

    private byte[] repeated(byte[] part) {
        if (part.length == 0) {
            return part;
        }
        byte[] all = new byte[part.length * (1 + random.nextInt(1 + LONGEST_REPEAT / part.length))];
        for (int i = 0; i < all.length; i++) {
            all[i] = part[i % part.length];
        }
        return all;
    }

    private byte[] splice(byte[] bytes, int at, byte[] other) {
        int from = random.nextInt(other.length + 1);
        return replace(bytes, at, bytes.length, Arrays.copyOfRange(other, from, other.length));
    }

    private static byte[] replace(byte[] bytes, int from, int to, byte[] by) {
        byte[] replaced = new byte[from + by.length + bytes.length - to];
        System.arraycopy(bytes, 0, replaced, 0, from);
        System.arraycopy(by, 0, replaced, from, by.length);
        System.arraycopy(bytes, to, replaced, from + by.length, bytes.length - to);
        return replaced;
    }

    /** Mostly short. */
    private int length() {
        return 1 + random.nextInt(1 << (1 + random.nextInt(7)));
    }

    private byte[] noise(int length) {
        byte[] noise = new byte[length];
        random.nextBytes(noise);
        return noise;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
