package org.tfmirror.processor.bundle;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.sql.SQLException;

/**
 * An array of what is written twice, the first time only to be counted: one that grows, or is copied in the end, needs
 * twice the memory.
 */
final class CountedBytes {

    private CountedBytes() {}

    /** Writes the same each time, if it can. */
    interface Content {
        void writeTo(OutputStream out) throws IOException, SQLException;
    }

    static byte[] of(Content content) throws IOException, SQLException {
        DataOutputStream counted = new DataOutputStream(OutputStream.nullOutputStream());
        content.writeTo(counted);
        Filled filled = new Filled(counted.size());
        content.writeTo(filled);
        return filled.toByteArray();
    }

    private static final class Filled extends ByteArrayOutputStream {

        Filled(int size) {
            super(size);
        }

        /** The array itself, where it is full. */
        @Override
        public synchronized byte[] toByteArray() {
            return count == buf.length ? buf : super.toByteArray();
        }
    }
}
