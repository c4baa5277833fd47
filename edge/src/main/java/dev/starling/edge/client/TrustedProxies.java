package dev.starling.edge.client;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The proxies in front of an edge. They tell the addresses of clients in {@code Forwarded} (RFC 7239) or
 * {@code X-Forwarded-For}; what anyone else writes there has no influence.
 *
 * @param networks the networks of their addresses
 */
public record TrustedProxies(List<Network> networks) {
    /** There are none: the address of a connection is the client's. */
    public static final TrustedProxies NONE = new TrustedProxies(List.of());
    /** No chain of proxies is longer. */
    private static final int MAX_HOPS = 32;

    public TrustedProxies {
        networks = List.copyOf(networks);
    }

    /**
     * A network in CIDR notation (RFC 4632).
     *
     * @param address one of its addresses
     * @param prefixBits the leading bits that its addresses share
     */
    public record Network(InetAddress address, int prefixBits) {
        /**
         * Reads a network, for example {@code 10.0.0.0/8} or {@code 2001:db8::/32}; without a slash, one address.
         *
         * @throws IllegalArgumentException if it is none; the message is one line
         */
        public static Network parse(String text) {
            int slash = text.indexOf('/');
            Optional<InetAddress> address = literal(slash < 0 ? text : text.substring(0, slash));
            int bits = address.map(it -> it.getAddress().length * 8).orElse(0);
            int prefix = slash < 0 ? bits : number(text.substring(slash + 1));
            if (address.isEmpty() || prefix < 0 || prefix > bits) {
                throw new IllegalArgumentException("not a network like 10.0.0.0/8 or 2001:db8::/32: " + text);
            }
            return new Network(address.get(), prefix);
        }

        private static int number(String text) {
            return text.matches("[0-9]{1,3}") ? Integer.parseInt(text) : -1;
        }

        boolean contains(InetAddress other) {
            byte[] ours = address.getAddress();
            byte[] theirs = other.getAddress();
            if (ours.length != theirs.length) {
                return false;
            }
            int whole = prefixBits / 8;
            if (!Arrays.equals(ours, 0, whole, theirs, 0, whole)) {
                return false;
            }
            int rest = prefixBits % 8;
            return rest == 0 || ((ours[whole] ^ theirs[whole]) & 0xFF) >> (8 - rest) == 0;
        }
    }

    /**
     * Reads a comma-separated list of networks.
     *
     * @throws IllegalArgumentException if one is none; the message is one line
     */
    public static TrustedProxies parse(String list) {
        return new TrustedProxies(Arrays.stream(list.split(",", -1))
                .map(String::strip)
                .map(Network::parse)
                .toList());
    }

    /**
     * The address of a client: the last one in the chain that is not a proxy's. Where the chain has something else than
     * an address, the proxy before it counts as the client.
     *
     * @param peer the address at the other end of the connection
     * @param forwarded the values of {@code Forwarded}; if there are any, {@code X-Forwarded-For} is not used
     * @param forwardedFor the values of {@code X-Forwarded-For}
     */
    public InetAddress client(InetAddress peer, List<String> forwarded, List<String> forwardedFor) {
        if (!trusts(peer)) {
            return peer;
        }
        List<String> chain = forwarded.isEmpty() ? elements(forwardedFor) : forwardedNodes(forwarded);
        InetAddress client = peer;
        for (String node : lastFirst(chain)) {
            Optional<InetAddress> address = literal(withoutPort(node));
            if (address.isEmpty()) {
                return client;
            }
            client = address.get();
            if (!trusts(client)) {
                return client;
            }
        }
        return client;
    }

    private boolean trusts(InetAddress address) {
        return networks.stream().anyMatch(network -> network.contains(address));
    }

    private static List<String> lastFirst(List<String> chain) {
        List<String> last = new ArrayList<>(chain.subList(Math.max(0, chain.size() - MAX_HOPS), chain.size()));
        Collections.reverse(last);
        return last;
    }

    private static List<String> elements(List<String> values) {
        return values.stream()
                .flatMap(value -> Arrays.stream(value.split(",", -1)))
                .map(String::strip)
                .toList();
    }

    /** The nodes of {@code for=}; an element without one is no address, so the chain ends there. */
    private static List<String> forwardedNodes(List<String> values) {
        return elements(values).stream()
                .map(element -> Arrays.stream(element.split(";", -1))
                        .map(String::strip)
                        .filter(pair -> pair.regionMatches(true, 0, "for=", 0, 4))
                        .map(pair -> pair.substring(4).replace("\"", ""))
                        .findFirst()
                        .orElse(""))
                .toList();
    }

    /** IPv6 addresses with a port are in brackets. */
    private static String withoutPort(String node) {
        if (node.startsWith("[")) {
            int close = node.indexOf(']');
            return close < 0 ? "" : node.substring(1, close);
        }
        int colon = node.indexOf(':');
        return colon >= 0 && colon == node.lastIndexOf(':') ? node.substring(0, colon) : node;
    }

    /** An IP address; empty for names, which must not be resolved. */
    private static Optional<InetAddress> literal(String text) {
        try {
            return text.indexOf('%') >= 0 ? Optional.empty() : Optional.of(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException notAnAddress) {
            return Optional.empty();
        }
    }
}
