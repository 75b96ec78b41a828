package org.tfmirror.verify.zip;

import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.tfmirror.provider.SafeText;
import org.tfmirror.verify.VerificationException.ArchiveInvalid;
import org.tfmirror.verify.VerificationException.ArchiveTooLarge;

/** A deflated content. The deflate stream tells where it ends; a size in the local header must agree. */
final class ZipInflatedContent implements ZipContent {

    private final ZipContents contents;
    private final Inflater inflater;
    private final byte[] inflated;
    private final ZipLocalHeader header;

    ZipInflatedContent(ZipContents contents, Inflater inflater, byte[] buffer, ZipLocalHeader header) {
        this.contents = contents;
        this.inflater = inflater;
        this.inflated = buffer;
        this.header = header;
    }

    @Override
    public int take(byte[] bytes, int offset, int length) throws ArchiveInvalid, ArchiveTooLarge {
        int offered = (int) Math.min(length, stillToCome());
        inflater.setInput(bytes, offset, offered);
        int size = inflate();
        while (size > 0) {
            contents.write(inflated, 0, size, inflater.getBytesRead());
            size = inflate();
        }
        if (!inflater.finished() && (inflater.needsDictionary() || stillToCome() == 0)) {
            throw new ArchiveInvalid(
                    "deflated data of " + SafeText.quoted(header.name()), "a whole deflate stream", "a part of one");
        }
        return offered - inflater.getRemaining();
    }

    private int inflate() throws ArchiveInvalid {
        try {
            return inflater.inflate(inflated);
        } catch (DataFormatException e) {
            throw new ArchiveInvalid(
                    "deflated data of " + SafeText.quoted(header.name()),
                    "a deflate stream",
                    String.valueOf(e.getMessage()));
        }
    }

    private long stillToCome() {
        return header.knowsCompressedSize()
                ? header.sizes().compressedSize() - inflater.getBytesRead()
                : Long.MAX_VALUE;
    }

    @Override
    public boolean isDone() {
        return inflater.finished();
    }

    @Override
    public long compressedSize() {
        return inflater.getBytesRead();
    }
}
