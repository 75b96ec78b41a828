package org.tfmirror.bench;

import java.io.ByteArrayOutputStream;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Bytes like those of an executable, and what deflate makes of them: about a quarter, as of real providers, whose
 * archives of 150 to 185 MB hold 0.7 to 1 GB. Much of machine code is phrases of an instruction or two that are often
 * the same, with bytes of operands that are not; zeros fill the gaps. Inflating it takes as long, byte for byte, as
 * inflating an executable made by Go.
 */
final class Payload {

    /** Inflated size of the block; far beyond any cache, and beyond deflate's window of 32 KiB. */
    static final int SIZE = 32 * 1024 * 1024;

    private static final int PHRASES = 2_000;

    private final byte[] deflated;
    private final byte[] plain;

    private Payload(byte[] plain, byte[] deflated) {
        this.plain = plain;
        this.deflated = deflated;
    }

    /** Always the same bytes. */
    static Payload make() {
        byte[] plain = plain(new SplittableRandom(1));
        return new Payload(plain, deflate(plain));
    }

    private static byte[] plain(SplittableRandom random) {
        byte[][] phrases = new byte[PHRASES][];
        for (int i = 0; i < PHRASES; i++) {
            phrases[i] = new byte[3 + random.nextInt(20)];
            random.nextBytes(phrases[i]);
        }
        byte[] bytes = new byte[SIZE];
        int at = 0;
        while (at < SIZE) {
            // Few phrases make most of the code: a high power of an even draw leans to the low numbers.
            at = put(bytes, at, phrases[(int) (Math.pow(random.nextDouble(), 8) * PHRASES)]);
            if (random.nextInt(10) < 2) {
                at = put(bytes, at, new byte[] {(byte) random.nextInt(256)});
            }
            if (random.nextInt(12) == 0) {
                at = put(bytes, at, new byte[8 + random.nextInt(160)]);
            }
        }
        return bytes;
    }

    private static int put(byte[] bytes, int at, byte[] part) {
        int length = Math.min(part.length, bytes.length - at);
        System.arraycopy(part, 0, bytes, at, length);
        return at + length;
    }

    /** Ends on a whole byte and with an empty window, so that the block can be repeated. */
    private static byte[] deflate(byte[] plain) {
        Deflater deflater = new Deflater(6, true);
        try {
            deflater.setInput(plain);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] buffer = new byte[1 << 16];
            int length;
            do {
                length = deflater.deflate(buffer, 0, buffer.length, Deflater.FULL_FLUSH);
                out.write(buffer, 0, length);
            } while (length == buffer.length);
            return out.toByteArray();
        } finally {
            deflater.end();
        }
    }

    /** The block as deflate has it; not the end of a deflate stream. */
    byte[] deflated() {
        return deflated;
    }

    void addTo(CRC32 crc) {
        crc.update(plain, 0, plain.length);
    }
}
