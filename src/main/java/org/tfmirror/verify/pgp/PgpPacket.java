package org.tfmirror.verify.pgp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One OpenPGP packet (RFC 9580, 4.2), cut out before the library reads it. So every length lies within the data, and the
 * library reads packets of known versions only.
 *
 * @param encoded header and body
 */
record PgpPacket(int tag, byte[] encoded, int headerSize) {

    static final int SIGNATURE = 2;
    static final int PUBLIC_KEY = 6;
    static final int USER_ID = 13;
    static final int PUBLIC_SUBKEY = 14;

    private static final int MAX_PACKETS = 1000;

    /** @throws MalformedPgpException where a packet is cut, or of partial or unknown length, or there are too many */
    static List<PgpPacket> split(byte[] bytes) throws MalformedPgpException {
        List<PgpPacket> packets = new ArrayList<>();
        int at = 0;
        while (at < bytes.length) {
            PgpPacket packet = read(bytes, at);
            packets.add(packet);
            at += packet.encoded.length;
            if (packets.size() > MAX_PACKETS) {
                throw new MalformedPgpException("more than " + MAX_PACKETS + " packets");
            }
        }
        return packets;
    }

    /** The first octet of the body, -1 of an empty one: in keys and signatures their version. */
    int version() {
        return encoded.length > headerSize ? encoded[headerSize] & 0xff : -1;
    }

    private static PgpPacket read(byte[] bytes, int at) throws MalformedPgpException {
        int first = bytes[at] & 0xff;
        if ((first & 0x80) == 0) {
            throw new MalformedPgpException("no OpenPGP packet at byte " + at);
        }
        boolean isNewFormat = (first & 0x40) != 0;
        int lengthSize = isNewFormat ? newLengthSize(octet(bytes, at + 1)) : oldLengthSize(first & 3);
        long length = isNewFormat ? newLength(bytes, at + 1, lengthSize) : number(bytes, at + 1, lengthSize);
        int headerSize = 1 + lengthSize;
        if (length > bytes.length - at - headerSize) {
            throw new MalformedPgpException("a packet at byte " + at + " that is cut");
        }
        int end = at + headerSize + (int) length;
        return new PgpPacket(
                isNewFormat ? first & 0x3f : first >> 2 & 0xf, Arrays.copyOfRange(bytes, at, end), headerSize);
    }

    private static int oldLengthSize(int type) throws MalformedPgpException {
        if (type == 3) {
            throw new MalformedPgpException("a packet of indeterminate length");
        }
        return 1 << type;
    }

    private static int newLengthSize(int first) throws MalformedPgpException {
        if (first >= 224 && first < 255) {
            throw new MalformedPgpException("a packet of partial lengths");
        }
        return first < 192 ? 1 : first == 255 ? 5 : 2;
    }

    private static long newLength(byte[] bytes, int at, int size) throws MalformedPgpException {
        return switch (size) {
            case 1 -> octet(bytes, at);
            case 2 -> ((octet(bytes, at) - 192L) << 8) + octet(bytes, at + 1) + 192;
            default -> number(bytes, at + 1, 4);
        };
    }

    private static long number(byte[] bytes, int at, int size) throws MalformedPgpException {
        long number = 0;
        for (int i = 0; i < size; i++) {
            number = number << 8 | octet(bytes, at + i);
        }
        return number;
    }

    private static int octet(byte[] bytes, int at) throws MalformedPgpException {
        if (at >= bytes.length) {
            throw new MalformedPgpException("a packet header that is cut");
        }
        return bytes[at] & 0xff;
    }
}
