package dev.starling.edge.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedProxiesTest {
    private static final TrustedProxies PROXIES = TrustedProxies.parse("10.0.0.0/8, 192.0.2.129/25,2001:db8::/33");

    private static String client(String peer, List<String> forwarded, List<String> forwardedFor) {
        return PROXIES.client(InetAddress.ofLiteral(peer), forwarded, forwardedFor)
                .getHostAddress();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                // What a client writes in front of the chain has no influence.
                "10.1.1.1 | 6.6.6.6, 203.0.113.7 | 203.0.113.7",
                "10.1.1.1 | 6.6.6.6, 203.0.113.7, 10.2.2.2 | 203.0.113.7",
                "192.0.2.128 | 203.0.113.7:4711 | 203.0.113.7",
                "192.0.2.127 | 203.0.113.7 | 192.0.2.127",
                "2001:db8:7fff::1 | 2001:db9::5 | 2001:db9:0:0:0:0:0:5",
                "2001:db8:8000::1 | 203.0.113.7 | 2001:db8:8000:0:0:0:0:1",
                "10.1.1.1 | unknown | 10.1.1.1",
                "10.1.1.1 | example.com | 10.1.1.1",
                "10.1.1.1 | 203.0.113.7, what | 10.1.1.1",
                "10.1.1.1 | 10.3.3.3 | 10.3.3.3",
                "10.1.1.1 | '' | 10.1.1.1"
            })
    void theLastAddressThatIsNoProxysIsTheClients(String peer, String forwardedFor, String client) {
        assertThat(client(peer, List.of(), List.of(forwardedFor))).isEqualTo(client);
    }

    @Test
    void forwardedIsReadInItsForms() {
        assertThat(client(
                        "10.0.0.1",
                        List.of("for=6.6.6.6, For=\"[2001:db9::17]:4711\";proto=https"),
                        List.of("1.1.1.1")))
                .isEqualTo("2001:db9:0:0:0:0:0:17");
        assertThat(client("10.0.0.1", List.of("proto=http;for=203.0.113.9;by=10.0.0.1", "for=10.0.0.2"), List.of()))
                .isEqualTo("203.0.113.9");
        assertThat(client("10.0.0.1", List.of("for=203.0.113.9, for=_hidden"), List.of()))
                .isEqualTo("10.0.0.1");
        assertThat(client("10.0.0.1", List.of("proto=http"), List.of("1.1.1.1")))
                .isEqualTo("10.0.0.1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "example.com", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "::/129", "10.0.0.0/8,,"})
    void whatIsNoNetworkIsRefusedInOneLine(String list) {
        assertThatThrownBy(() -> TrustedProxies.parse(list))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("10.0.0.0/8")
                .hasMessageNotContaining("\n");
    }

    @Test
    void devicesOfOneNetworkAreOneClient() {
        assertThat(ClientAddress.of(InetAddress.ofLiteral("2001:db8:1:2:3:4:5:6")))
                .isEqualTo(ClientAddress.of(InetAddress.ofLiteral("2001:db8:1:2:ffff::")))
                .isNotEqualTo(ClientAddress.of(InetAddress.ofLiteral("2001:db8:1:3::")));
        assertThat(ClientAddress.of(InetAddress.ofLiteral("192.0.2.1")))
                .isNotEqualTo(ClientAddress.of(InetAddress.ofLiteral("192.0.2.2")));
    }
}
