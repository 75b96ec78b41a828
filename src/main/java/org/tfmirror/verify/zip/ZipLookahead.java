package org.tfmirror.verify.zip;

import java.util.Arrays;

/**
 * The bytes in which a descriptor of any form and the signature after it must lie. Every sound zip has as many behind
 * each content: the central directory is longer.
 */
final class ZipLookahead {

    static final int SIZE = ZipDescriptor.LONGEST + 4;

    private final byte[] bytes = new byte[SIZE];
    private int have;

    int take(byte[] source, int offset, int length) {
        int part = Math.min(length, SIZE - have);
        System.arraycopy(source, offset, bytes, have, part);
        have += part;
        return part;
    }

    boolean isFull() {
        return have == SIZE;
    }

    boolean isEmpty() {
        return have == 0;
    }

    byte[] bytes() {
        return bytes;
    }

    /** Forgets the first bytes and makes room behind the rest. */
    void drop(int count) {
        System.arraycopy(bytes, count, bytes, 0, have - count);
        have -= count;
    }

    /** The bytes from there on; none is kept. */
    byte[] drainFrom(int from) {
        byte[] rest = Arrays.copyOfRange(bytes, from, have);
        have = 0;
        return rest;
    }
}
