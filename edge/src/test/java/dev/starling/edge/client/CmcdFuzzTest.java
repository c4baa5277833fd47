package dev.starling.edge.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever a client sends, the readers return values within their bounds or the declared exception. The build runs this
 * on the seeds; {@code docs/http-api.md} tells how to search for more.
 */
class CmcdFuzzTest {
    private static final TrustedProxies PROXIES = TrustedProxies.parse("127.0.0.0/8,2001:db8::/32");

    static Stream<byte[]> payloads() {
        return Stream.of(
                        "bl=3000,br=(3000;v 128;a),d=4004,mtp=25400,nor=\"..%2F2.m4s\",ot=v,pr=1.25,sid=\"a\",st=v,su",
                        "v=2,bl=(21300;v 9000;a),bsd=(1200;v),dfa=3,nor=(\"../a\" \"b\";r=\"0-99\"),sta=p,bg=?0",
                        "com.example-a=\"x\\\"y\",com.example-b=:YQ==:,a;b;c=1,v=2",
                        "bl=999999999999999,pr=999999999999.999,mtp=-1,v=999999999999999",
                        "(((((,,,;;;===\\\"\u0000\u00e9")
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    static Stream<byte[]> bodies() {
        return Stream.of(
                        "e=ps,sta=r,ts=1764432000123,sid=\"s\",v=2\ne=rr,url=\"/a\",rc=200,ttfb=42,ts=1,v=2",
                        "e=t,v=2\n\n\r\ne=t,ts=1,v=2",
                        "[{\"bl\":3000,\"sid\":\"s\"},{\"e\":\"ps\",\"sta\":\"p\",\"ts\":1,\"v\":2,\"bl\":[1]}]",
                        "{\"bl\":{\"a\":1}}",
                        "[1e999,null,[[]]]")
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    static Stream<byte[]> forwarded() {
        return Stream.of(
                        "for=192.0.2.60;proto=http;by=203.0.113.43",
                        "for=\"[2001:db8:cafe::17]:4711\", for=unknown",
                        "203.0.113.195, 127.0.0.1",
                        "::1%eth0, 1.2.3, ,")
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("payloads")
    @FuzzTest(maxDuration = "5m")
    void query(byte[] input) {
        check(new String(input, StandardCharsets.UTF_8));
    }

    @MethodSource("payloads")
    @FuzzTest(maxDuration = "5m")
    void headers(byte[] input) {
        String header = new String(input, StandardCharsets.ISO_8859_1);
        check(String.join(",", header, "sid=\"a\"", header));
    }

    private static void check(String payload) {
        try {
            check(Cmcd.parse(payload));
        } catch (MalformedCmcdException e) {
            assertThat(e).message().isNotEmpty().hasSizeLessThan(80);
        }
    }

    private static void check(Cmcd cmcd) {
        assertThat(cmcd.byToken()).hasSizeLessThanOrEqualTo(CmcdKey.values().length + 16);
        cmcd.bufferLength().ifPresent(CmcdFuzzTest::isBuffer);
        cmcd.deadline().ifPresent(CmcdFuzzTest::isBuffer);
        cmcd.measuredThroughput().ifPresent(it -> assertThat(it).isBetween(0.0, Cmcd.MAX_BITS_PER_SECOND));
        cmcd.playbackRate().ifPresent(it -> assertThat(it).isBetween(0.0, 16.0));
        cmcd.starvations().ifPresent(it -> assertThat(it).isNotNegative());
        cmcd.droppedFrames().ifPresent(it -> assertThat(it).isNotNegative());
        assertThat(cmcd.starvedTimes()).allSatisfy(it -> assertThat(it).isBetween(Duration.ZERO, Duration.ofDays(1)));
    }

    private static void isBuffer(Duration duration) {
        assertThat(duration).isBetween(Duration.ZERO, Cmcd.MAX_BUFFER);
    }

    @MethodSource("bodies")
    @FuzzTest(maxDuration = "5m")
    void events(byte[] input) {
        for (CmcdEvents events : List.of(CmcdEvents.ofLines(input), CmcdEvents.ofJson(input))) {
            assertThat(events.malformed()).isNotNegative();
            events.valid().forEach(CmcdFuzzTest::check);
        }
    }

    @MethodSource("forwarded")
    @FuzzTest(maxDuration = "5m")
    void forwardedHeaders(byte[] input) {
        List<String> values = List.of(new String(input, StandardCharsets.ISO_8859_1));
        InetAddress peer = InetAddress.ofLiteral("127.0.0.1");
        assertThat(PROXIES.client(peer, values, List.of())).isNotNull();
        assertThat(PROXIES.client(peer, List.of(), values)).isNotNull();
        InetAddress stranger = InetAddress.ofLiteral("192.0.2.1");
        assertThat(PROXIES.client(stranger, values, values)).isEqualTo(stranger);
    }
}
