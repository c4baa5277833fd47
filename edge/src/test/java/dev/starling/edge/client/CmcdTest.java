package dev.starling.edge.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CmcdTest {
    @Test
    void everyKeyOfVersionOneIsRead() throws MalformedCmcdException {
        Cmcd cmcd = Cmcd.parse(
                "br=3200,bl=12300,bs,cid=\"a\\\"b,c\\\\d\",d=4004,dl=9000,mtp=25400,nor=\"..%2F300kbps%2F2.m4s\","
                        + "nrr=\"12323-48763\",ot=v,pr=1.25,"
                        + "rtp=15000,sf=h,sid=\"6e2fb550\",st=v,su,tb=6000,v=1,com.example-k=1");
        assertThat(cmcd.byToken())
                .containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
                        Map.entry("br", "3200"),
                        Map.entry("bl", "12300"),
                        Map.entry("bs", "true"),
                        Map.entry("cid", "a\"b,c\\d"),
                        Map.entry("d", "4004"),
                        Map.entry("dl", "9000"),
                        Map.entry("mtp", "25400"),
                        Map.entry("nor", "..%2F300kbps%2F2.m4s"),
                        Map.entry("nrr", "12323-48763"),
                        Map.entry("ot", "v"),
                        Map.entry("pr", "1.25"),
                        Map.entry("rtp", "15000"),
                        Map.entry("sf", "h"),
                        Map.entry("sid", "6e2fb550"),
                        Map.entry("st", "v"),
                        Map.entry("su", "true"),
                        Map.entry("tb", "6000"),
                        Map.entry("v", "1"),
                        Map.entry("com.example-k", "1")));
        assertThat(cmcd.sessionId()).contains("6e2fb550");
        assertThat(cmcd.measuredThroughput()).hasValue(25_400_000);
        assertThat(cmcd.bufferLength()).contains(Duration.ofMillis(12_300));
        assertThat(cmcd.deadline()).contains(Duration.ofSeconds(9));
        assertThat(cmcd.startup()).isTrue();
        assertThat(cmcd.starved()).isTrue();
    }

    @Test
    void withoutADeadlineTheBufferAtThePlaybackRateIsOne() throws MalformedCmcdException {
        assertThat(Cmcd.parse("bl=3000,pr=2").deadline()).contains(Duration.ofMillis(1_500));
        assertThat(Cmcd.parse("bl=3000,pr=0").deadline()).contains(Duration.ofSeconds(3));
        assertThat(Cmcd.parse("bl=3000").deadline()).contains(Duration.ofSeconds(3));
        assertThat(Cmcd.parse("").deadline()).isEmpty();
    }

    @Test
    void noThroughputIsNoMeasurement() throws MalformedCmcdException {
        assertThat(Cmcd.parse("mtp=0").measuredThroughput()).isEmpty();
    }

    @Test
    void valuesThatNoPlayerCanHaveAreUnknown() throws MalformedCmcdException {
        assertThat(Cmcd.parse("bl=600000").bufferLength()).contains(Cmcd.MAX_BUFFER);
        assertThat(Cmcd.parse("bl=600001").bufferLength()).isEmpty();
        assertThat(Cmcd.parse("bl=-1").bufferLength()).isEmpty();
        assertThat(Cmcd.parse("bl=600001").deadline()).isEmpty();
        assertThat(Cmcd.parse("dl=600001,bl=1000").deadline()).contains(Duration.ofSeconds(1));
        assertThat(Cmcd.parse("bl=600000,pr=0.1").deadline()).contains(Cmcd.MAX_BUFFER);
        assertThat(Cmcd.parse("bl=3000,pr=0.001").deadline()).contains(Duration.ofSeconds(3));
        assertThat(Cmcd.parse("bl=3000,pr=17").deadline()).contains(Duration.ofSeconds(3));
        assertThat(Cmcd.parse("mtp=100000000").measuredThroughput()).hasValue(Cmcd.MAX_BITS_PER_SECOND);
        assertThat(Cmcd.parse("mtp=100000001").measuredThroughput()).isEmpty();
    }

    @Test
    void headersMayBeSeparatedByASpaceToo() throws MalformedCmcdException {
        assertThat(Cmcd.parse("bl=3000, ot=v").byToken()).containsEntry("ot", "v");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ",",
                "bl=1,",
                ",bl=1",
                "bl",
                "bl=",
                "bl=1000000000000000",
                "bl=1,bl=2",
                "BL=1",
                "=1",
                "ot=x",
                "sf=",
                "su=maybe",
                "pr=fast",
                "sid=abc",
                "sid=\"abc",
                "sid=abc\"",
                "sid=\"a\\bc\"",
                "sid=\"é\"",
                "sid=\"0123456789012345678901234567890123456789012345678901234567890123x\"",
                "bl=(1 2)",
                "v=2,bl=(1",
                "v=2,bl=(1 \"x\")",
                "v=2,bl=(1;V)",
                "v=2,bs=?2",
                "v=0",
                "v=x",
                "v=2,sta=z",
                "v=2,cid=:YQ==",
                "\u0000=1"
            })
    void whatTheStandardDoesNotAllowIsMalformed(String payload) {
        assertThatThrownBy(() -> Cmcd.parse(payload)).isInstanceOf(MalformedCmcdException.class);
    }

    @Test
    void noPayloadThrowsAnythingElse() {
        SplittableRandom random = new SplittableRandom(5);
        String alphabet = "bl=dot,v\"\\12. -\u0000é";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder payload = new StringBuilder();
            for (int length = random.nextInt(30); length > 0; length--) {
                payload.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            try {
                Cmcd.parse(payload.toString()).deadline();
            } catch (MalformedCmcdException e) {
                assertThat(e).hasMessageNotContaining("\u0000");
            }
        }
        assertThatThrownBy(() -> Cmcd.parse("a".repeat(Cmcd.MAX_PAYLOAD_LENGTH + 1)))
                .isInstanceOf(MalformedCmcdException.class);
    }
}
