package org.tfmirror.local;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Bytes that can be sent any number of times, from any offset, without being held in memory where they are a file's. */
interface ArchiveContent {

    long length();

    /** The hexadecimal SHA-256 of the bytes as published; its quoted form is the entity tag. */
    String sha256();

    InputStream open(long offset) throws IOException;

    static ArchiveContent of(byte[] bytes) {
        byte[] copy = bytes.clone();
        String sha256 = sha256(new ByteArrayInputStream(copy));
        return new ArchiveContent() {
            @Override
            public long length() {
                return copy.length;
            }

            @Override
            public String sha256() {
                return sha256;
            }

            @Override
            public InputStream open(long offset) {
                return new ByteArrayInputStream(copy, (int) offset, copy.length);
            }
        };
    }

    /** The file as it is now: it must not change while it is published. */
    static ArchiveContent of(Path file) throws IOException {
        long length = Files.size(file);
        String sha256;
        try (InputStream in = Files.newInputStream(file)) {
            sha256 = sha256(in);
        }
        return new ArchiveContent() {
            @Override
            public long length() {
                return length;
            }

            @Override
            public String sha256() {
                return sha256;
            }

            @Override
            public InputStream open(long offset) throws IOException {
                SeekableByteChannel channel = Files.newByteChannel(file);
                return Channels.newInputStream(channel.position(offset));
            }
        };
    }

    /** The same but for the bits of one byte; it goes by the same entity tag, as what a broken cache sends does. */
    default ArchiveContent corruptedAt(long position) {
        ArchiveContent sound = this;
        return new ArchiveContent() {
            @Override
            public long length() {
                return sound.length();
            }

            @Override
            public String sha256() {
                return sound.sha256();
            }

            @Override
            public InputStream open(long offset) throws IOException {
                return new CorruptingInputStream(sound.open(offset), position - offset);
            }
        };
    }

    /** The same, read no faster than so many bytes a second. */
    default ArchiveContent atRate(long bytesPerSecond) {
        ArchiveContent fast = this;
        return new ArchiveContent() {
            @Override
            public long length() {
                return fast.length();
            }

            @Override
            public String sha256() {
                return fast.sha256();
            }

            @Override
            public InputStream open(long offset) throws IOException {
                return new PacedInputStream(fast.open(offset), bytesPerSecond);
            }
        };
    }

    private static String sha256(InputStream in) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            new DigestInputStream(in, digest).transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
