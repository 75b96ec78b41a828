package org.tfmirror.verify.zip;

/** An entry as its bytes were, against which the central directory is held. */
record ZipEntrySeen(ZipLocalHeader header, long offset, long crc, long compressedSize, long size, byte[] sha256) {

    byte[] name() {
        return header.name();
    }
}
