package org.tfmirror.verify.zip;

import org.tfmirror.verify.VerificationException.ArchiveTooLarge;

/**
 * A stored content whose size only the descriptor behind it tells, as Go's {@code archive/zip} writes it. It ends where
 * a descriptor has the CRC-32 and the sizes of the bytes so far, and a header follows. If somebody makes a content that
 * contains such a place, the central directory disagrees in the end.
 */
final class ZipSearchedContent implements ZipContent {

    private static final byte[] SIGNATURE = {'P', 'K', 7, 8};

    private final ZipContents contents;
    private final ZipLookahead candidate = new ZipLookahead();
    private long size;
    private boolean done;

    ZipSearchedContent(ZipContents contents) {
        this.contents = contents;
    }

    @Override
    public int take(byte[] bytes, int offset, int length) throws ArchiveTooLarge {
        int at = offset;
        int end = offset + length;
        while (at < end && !done) {
            at = candidate.isEmpty() ? search(bytes, at, end) : at + judge(bytes, at, end);
        }
        return at - offset;
    }

    /** Passes on everything before the next candidate, and says where that is. */
    private int search(byte[] bytes, int from, int end) throws ArchiveTooLarge {
        int found = indexOfSignature(bytes, from, end);
        write(bytes, from, found);
        if (end - found < ZipLookahead.SIZE) {
            candidate.take(bytes, found, end - found);
            return end;
        }
        if (isEnd(bytes, found)) {
            done = true;
            return found;
        }
        write(bytes, found, found + 1);
        return found + 1;
    }

    /** Completes a candidate that was cut, and judges it. */
    private int judge(byte[] bytes, int from, int end) throws ArchiveTooLarge {
        int taken = candidate.take(bytes, from, end - from);
        if (candidate.isFull()) {
            if (isEnd(candidate.bytes(), 0)) {
                done = true;
            } else {
                int next = indexOfSignature(candidate.bytes(), 1, ZipLookahead.SIZE);
                write(candidate.bytes(), 0, next);
                candidate.drop(next);
            }
        }
        return taken;
    }

    private boolean isEnd(byte[] bytes, int at) {
        return ZipDescriptor.sizeWithSignatureAt(bytes, at, contents.crc(), size, size) > 0;
    }

    private void write(byte[] bytes, int from, int to) throws ArchiveTooLarge {
        size += to - from;
        contents.write(bytes, from, to - from, size);
    }

    /** Where the signature, or as much of it as fits before the end, first stands; the end where it does not. */
    private static int indexOfSignature(byte[] bytes, int from, int end) {
        int at = from;
        while (at < end && !isSignaturePrefix(bytes, at, end)) {
            at++;
        }
        return at;
    }

    private static boolean isSignaturePrefix(byte[] bytes, int at, int end) {
        for (int i = 0; i < SIGNATURE.length && at + i < end; i++) {
            if (bytes[at + i] != SIGNATURE[i]) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean isDone() {
        return done;
    }

    @Override
    public long compressedSize() {
        return size;
    }

    @Override
    public byte[] readTooFar() {
        return candidate.drainFrom(0);
    }
}
