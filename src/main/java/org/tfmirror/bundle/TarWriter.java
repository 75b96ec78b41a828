package org.tfmirror.bundle;

import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.apache.tools.tar.TarEntry;
import org.apache.tools.tar.TarOutputStream;
import org.tfmirror.provider.Sha256;

/** Writes one part as a plain tar (POSIX pax) in constant memory, and says where each file lies in it. Not thread-safe. */
public final class TarWriter implements Closeable {

    private static final int BLOCK = 512;
    private static final int BUFFER = 64 * 1024;
    private static final int READABLE = 0644;

    private final MessageDigest whole = Sha256.newDigest();
    private final OutputStream buffered;
    private final CountingStream counted;
    private final TarOutputStream tar;
    private final Map<String, Place> places = new HashMap<>();
    private final byte[] buffer = new byte[BUFFER];

    /** Told how many bytes of a file have been copied; what it throws ends the copying. */
    public interface Watch {
        void copied(int bytes) throws IOException;
    }

    public TarWriter(OutputStream out) {
        this.buffered = new BufferedOutputStream(new DigestOutputStream(out, whole), BUFFER);
        this.counted = new CountingStream(buffered);
        this.tar = new TarOutputStream(counted, BLOCK, BLOCK, "UTF-8");
        tar.setLongFileMode(TarOutputStream.LONGFILE_POSIX);
        tar.setBigNumberMode(TarOutputStream.BIGNUMBER_POSIX);
    }

    /** Counts what the tar has let go of: all but its last block. */
    private static final class CountingStream extends FilterOutputStream {

        private long count;

        CountingStream(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int one) throws IOException {
            out.write(one);
            count++;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
            count += length;
        }
    }

    /** Adds a small file; one of this name that is there already is taken to be the same. */
    public Place add(String path, byte[] bytes) throws IOException {
        Place known = places.get(path);
        return known == null ? add(path, bytes.length, new ByteArrayInputStream(bytes), copied -> {}) : known;
    }

    /**
     * Adds a file.
     *
     * @throws EOFException where the bytes end before the size; the tar is then of no use
     */
    public Place add(String path, long size, InputStream bytes, Watch watch) throws IOException {
        tar.putNextEntry(header(path, size));
        long offset = counted.count + BLOCK; // the header's last block is out when the next one comes
        MessageDigest sha256 = Sha256.newDigest();
        for (long left = size; left > 0; ) {
            int read = bytes.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (read < 0) {
                throw new EOFException("%s ends %d bytes early".formatted(path, left));
            }
            tar.write(buffer, 0, read);
            sha256.update(buffer, 0, read);
            watch.copied(read);
            left -= read;
        }
        tar.closeEntry();
        Place place = new Place(path, offset, size, HexFormat.of().formatHex(sha256.digest()));
        places.put(path, place);
        return place;
    }

    /** The same for the same file, wherever and whenever it is packed. */
    private static TarEntry header(String path, long size) {
        TarEntry header = new TarEntry(path);
        header.setSize(size);
        header.setMode(READABLE);
        header.setIds(0, 0);
        header.setNames("", "");
        header.setModTime(0);
        return header;
    }

    /** Ends the tar; the part's name is the caller's to choose. */
    public Part finish(String name) throws IOException {
        tar.finish();
        buffered.flush();
        return new Part(name, counted.count, HexFormat.of().formatHex(whole.digest()));
    }

    /** Lets go of it; what it writes to is the caller's to close. */
    @Override
    public void close() {
        // Closing the tar would finish it, and an unfinished one is to stay so.
    }
}
