package org.tfmirror.origin.guard;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;

/**
 * Which addresses are on the public internet, after IANA's special-purpose registries for
 * <a href="https://www.iana.org/assignments/iana-ipv4-special-registry">IPv4</a> and
 * <a href="https://www.iana.org/assignments/iana-ipv6-special-registry">IPv6</a>. An IPv6 address that embeds an IPv4
 * address is as public as the one it embeds.
 */
public final class PublicAddresses {

    private static final List<AddressBlock> NOT_PUBLIC = List.of(
            AddressBlock.v4(0, 0, 0, 0, 8), // this network, unspecified
            AddressBlock.v4(10, 0, 0, 0, 8), // private
            AddressBlock.v4(100, 64, 0, 0, 10), // carrier-grade NAT
            AddressBlock.v4(127, 0, 0, 0, 8), // loopback
            AddressBlock.v4(168, 63, 129, 16, 32), // a cloud's host agent, public only by its number
            AddressBlock.v4(169, 254, 0, 0, 16), // link-local, and the clouds' metadata services
            AddressBlock.v4(172, 16, 0, 0, 12), // private
            AddressBlock.v4(192, 0, 0, 0, 24), // protocol assignments
            AddressBlock.v4(192, 0, 2, 0, 24), // documentation
            AddressBlock.v4(192, 88, 99, 0, 24), // 6to4 relays
            AddressBlock.v4(192, 168, 0, 0, 16), // private
            AddressBlock.v4(198, 18, 0, 0, 15), // benchmarking
            AddressBlock.v4(198, 51, 100, 0, 24), // documentation
            AddressBlock.v4(203, 0, 113, 0, 24), // documentation
            AddressBlock.v4(224, 0, 0, 0, 4), // multicast
            AddressBlock.v4(240, 0, 0, 0, 4), // reserved, broadcast
            AddressBlock.v6(0x2001, 0, 0, 23), // protocol assignments, Teredo
            AddressBlock.v6(0x2001, 0x0db8, 0, 32), // documentation
            AddressBlock.v6(0x3fff, 0, 0, 20)); // documentation

    /** All of IPv6 that is given out; unique-local, link-local, mapped and multicast addresses lie outside. */
    private static final AddressBlock GLOBAL_UNICAST = AddressBlock.v6(0x2000, 0, 0, 3);

    private static final AddressBlock NAT64 = AddressBlock.v6(0x0064, 0xff9b, 0, 96);
    private static final AddressBlock SIX_TO_FOUR = AddressBlock.v6(0x2002, 0, 0, 16);

    private PublicAddresses() {}

    public static boolean contains(InetAddress address) {
        return contains(address.getAddress());
    }

    /** As {@link #contains(InetAddress)}, of an address of 4 or 16 bytes. */
    public static boolean contains(byte[] address) {
        if (NAT64.contains(address)) {
            return contains(Arrays.copyOfRange(address, 12, 16));
        }
        if (SIX_TO_FOUR.contains(address)) {
            return contains(Arrays.copyOfRange(address, 2, 6));
        }
        return (address.length == 4 || GLOBAL_UNICAST.contains(address))
                && NOT_PUBLIC.stream().noneMatch(block -> block.contains(address));
    }
}
