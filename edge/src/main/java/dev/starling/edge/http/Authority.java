package dev.starling.edge.http;

import io.netty.util.NetUtil;

/**
 * The host and port that a request is for: the value of {@code Host} (RFC 9112, 3.2) and of {@code :authority} (RFC
 * 9113, 8.3.1). There is no user information, which RFC 9110 (4.2.4) makes an error.
 */
final class Authority {
    /** What a name holds, besides letters, digits and percent-encoded bytes (RFC 3986, 3.2.2). */
    private static final String OTHERS = "-._~!$&'()*+,;=";

    private Authority() {}

    /** Whether a text is a host, which may be empty, with or without a port. */
    static boolean isValid(CharSequence text) {
        int host = text.isEmpty() || text.charAt(0) != '[' ? nameEnd(text) : literalEnd(text);
        return host >= 0 && isPort(text, host);
    }

    /** The same, with a host: one that is empty is none of an HTTP URI (RFC 9110, 4.2.1). */
    static boolean hasHost(CharSequence text) {
        return isValid(text) && !text.isEmpty() && text.charAt(0) != ':';
    }

    /** The index after a name or an IPv4 address; negative if it is none. */
    private static int nameEnd(CharSequence text) {
        int at = 0;
        while (at < text.length() && text.charAt(at) != ':') {
            char c = text.charAt(at);
            boolean encoded = c == '%' && at + 2 < text.length() && isHex(text, at + 1) && isHex(text, at + 2);
            if (!encoded && !isOfName(c)) {
                return -1;
            }
            at += encoded ? 3 : 1;
        }
        return at;
    }

    /** The index after an IPv6 address in brackets, which has no zone; negative if it is none. */
    private static int literalEnd(CharSequence text) {
        int close = text.toString().indexOf(']');
        return close > 0
                        && NetUtil.isValidIpV6Address(text.subSequence(1, close))
                        && text.subSequence(1, close).toString().indexOf('%') < 0
                ? close + 1
                : -1;
    }

    private static boolean isPort(CharSequence text, int colon) {
        for (int at = colon; at < text.length(); at++) {
            char c = text.charAt(at);
            if (at == colon ? c != ':' : c < '0' || c > '9') {
                return false;
            }
        }
        return true;
    }

    private static boolean isOfName(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || OTHERS.indexOf(c) >= 0;
    }

    private static boolean isHex(CharSequence text, int at) {
        return Character.digit(text.charAt(at), 16) >= 0 && text.charAt(at) < 128;
    }
}
