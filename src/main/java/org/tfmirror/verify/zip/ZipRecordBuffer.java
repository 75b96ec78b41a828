package org.tfmirror.verify.zip;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.tfmirror.verify.VerificationException.ArchiveInvalid;

/** Collects one record from bytes in any cuts, and reads its size on the way. It grows to 200 KiB at most. */
final class ZipRecordBuffer {

    private static final int SIGNATURE = 4;

    private byte[] bytes = new byte[1024];
    private int have;
    private int need = SIGNATURE;
    private boolean sizeKnown;
    private @Nullable ZipRecord kind;

    /** Takes the bytes that the record still needs, and returns their number. */
    int take(byte[] source, int offset, int length, long position) throws ArchiveInvalid {
        int taken = 0;
        while (taken < length && have < need) {
            int part = Math.min(length - taken, need - have);
            System.arraycopy(source, offset + taken, bytes, have, part);
            have += part;
            taken += part;
            if (have == need) {
                learnSize(position);
            }
        }
        return taken;
    }

    private void learnSize(long position) throws ArchiveInvalid {
        if (kind == null) {
            kind = ZipRecord.ofSignature(LittleEndian.u32(bytes, 0), position);
            need = kind.fixedSize();
        } else if (!sizeKnown) {
            sizeKnown = true;
            need = kind.size(bytes, position);
        }
        if (bytes.length < need) {
            bytes = Arrays.copyOf(bytes, need);
        }
    }

    boolean isComplete() {
        return sizeKnown && have == need;
    }

    ZipRecord kind() {
        if (kind == null) {
            throw new IllegalStateException("no record is complete");
        }
        return kind;
    }

    int size() {
        return need;
    }

    int u16(int at) {
        return LittleEndian.u16(bytes, at);
    }

    long u32(int at) {
        return LittleEndian.u32(bytes, at);
    }

    long i64(int at) {
        return LittleEndian.i64(bytes, at);
    }

    byte[] copy(int from, int length) {
        return Arrays.copyOfRange(bytes, from, from + length);
    }

    void clear() {
        have = 0;
        need = SIGNATURE;
        sizeKnown = false;
        kind = null;
    }
}
