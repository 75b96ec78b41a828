package org.tfmirror.origin.guard;

/** A block of IP addresses, as in CIDR notation: the addresses that share their first bits with a network. */
public final class AddressBlock {

    private final byte[] network;
    private final int prefix;

    private AddressBlock(byte[] network, int prefix) {
        this.network = network;
        this.prefix = prefix;
    }

    static AddressBlock v4(int a, int b, int c, int d, int prefix) {
        return new AddressBlock(new byte[] {(byte) a, (byte) b, (byte) c, (byte) d}, prefix);
    }

    /** The leading 48 bits of an IPv6 network; the rest is zero. */
    static AddressBlock v6(int first, int second, int third, int prefix) {
        byte[] network = new byte[16];
        int[] groups = {first, second, third};
        for (int i = 0; i < groups.length; i++) {
            network[2 * i] = (byte) (groups[i] >> 8);
            network[2 * i + 1] = (byte) groups[i];
        }
        return new AddressBlock(network, prefix);
    }

    /** A network of 4 or 16 bytes. */
    public static AddressBlock of(byte[] network, int prefix) {
        return new AddressBlock(network.clone(), prefix);
    }

    /** Whether the address, 4 or 16 bytes, is of this family and in this block. */
    public boolean contains(byte[] address) {
        if (address.length != network.length) {
            return false;
        }
        for (int bit = 0; bit < prefix; bit += 8) {
            int mask = 0xff << Math.max(0, 8 - (prefix - bit));
            if (((address[bit / 8] ^ network[bit / 8]) & mask & 0xff) != 0) {
                return false;
            }
        }
        return true;
    }
}
