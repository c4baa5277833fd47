package dev.starling.edge.client;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * The address of a household or company: an IPv4 address, or the first 64 bits of an IPv6 address, within which devices
 * choose new addresses every day (RFC 8981).
 *
 * @param network the address with its other bits 0
 */
public record ClientAddress(InetAddress network) {
    private static final int NETWORK_BYTES = 8;

    /** The client of an address. */
    public static ClientAddress of(InetAddress address) {
        if (!(address instanceof Inet6Address)) {
            return new ClientAddress(address);
        }
        byte[] bytes = address.getAddress();
        Arrays.fill(bytes, NETWORK_BYTES, bytes.length, (byte) 0);
        try {
            return new ClientAddress(InetAddress.getByAddress(bytes));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("16 bytes are an address", e);
        }
    }
}
