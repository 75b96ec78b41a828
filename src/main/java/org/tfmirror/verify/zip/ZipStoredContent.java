package org.tfmirror.verify.zip;

import org.tfmirror.verify.VerificationException.ArchiveTooLarge;

/** A stored content whose size the local header tells. */
final class ZipStoredContent implements ZipContent {

    private final ZipContents contents;
    private final long size;
    private long taken;

    ZipStoredContent(ZipContents contents, long size) {
        this.contents = contents;
        this.size = size;
    }

    @Override
    public int take(byte[] bytes, int offset, int length) throws ArchiveTooLarge {
        int part = (int) Math.min(length, size - taken);
        taken += part;
        contents.write(bytes, offset, part, taken);
        return part;
    }

    @Override
    public boolean isDone() {
        return taken == size;
    }

    @Override
    public long compressedSize() {
        return taken;
    }
}
