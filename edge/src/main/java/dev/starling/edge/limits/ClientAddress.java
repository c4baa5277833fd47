package dev.starling.edge.limits;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicInteger;

/** What the connections of one address use together. */
public final class ClientAddress {
    /** Providers give at least this to each customer (RFC 6177), who may use any address in it. */
    private static final int IPV6_PREFIX_BYTES = 8;
    /** What one address may send at once is short work, so that it does not delay what others send. */
    private static final int BURSTS_PER_SECOND = 20;

    private final AtomicInteger connections = new AtomicInteger();
    private final Load load = new Load();
    private final Allowance requests;
    private final Rate sessions;

    ClientAddress(EdgeLimits limits) {
        int requestsPerSecond = limits.of(EdgeLimit.REQUESTS_PER_SECOND_PER_ADDRESS);
        this.requests = new Allowance(requestsPerSecond, (double) requestsPerSecond / BURSTS_PER_SECOND);
        this.sessions = new Rate(limits.of(EdgeLimit.SESSIONS_PER_SECOND_PER_ADDRESS));
    }

    /** What addresses that count as one have in common: an IPv4 address, or 64 bits of an IPv6 address. */
    static String key(InetAddress address) {
        return address instanceof Inet6Address
                ? HexFormat.of().formatHex(Arrays.copyOf(address.getAddress(), IPV6_PREFIX_BYTES))
                : address.getHostAddress();
    }

    /** Limits the sessions that the address starts. */
    public Rate sessions() {
        return sessions;
    }

    /** Limits the requests that are read. */
    Allowance requests() {
        return requests;
    }

    AtomicInteger connections() {
        return connections;
    }

    Load load() {
        return load;
    }
}
