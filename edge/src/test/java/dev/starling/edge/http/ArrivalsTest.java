package dev.starling.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.edge.limits.Admission;
import dev.starling.edge.limits.EdgeLimits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpServerCodec;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections whose pipelines have no codec, as after a handshake that failed. */
class ArrivalsTest {
    private static final Arrivals.Settings SETTINGS =
            new Arrivals.Settings(EdgeLimits.DEFAULT, (_, _, _) -> Optional.empty());

    private static EmbeddedChannel admitted(ChannelHandler... handlers) {
        EmbeddedChannel channel = new EmbeddedChannel(handlers);
        assertThat(new Admission(EdgeLimits.DEFAULT, Admission.Refusal.CLOSE).admit(channel.pipeline()))
                .isTrue();
        return channel;
    }

    /** Receives more than what tells the protocol. An exception in a handler would be thrown here. */
    private static void assertClosedBy(EmbeddedChannel channel, String text) {
        ByteBuf bytes = Unpooled.copiedBuffer(text.repeat(100), StandardCharsets.US_ASCII);
        channel.writeInbound(bytes);
        assertThat(channel.isOpen()).isFalse();
        channel.finishAndReleaseAll();
        assertThat(bytes.refCnt()).as("what is held").isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET / HTTP/1.1\r\nHost: x\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"})
    void aConnectionWithoutACodecIsClosed(String start) {
        EmbeddedChannel plain = admitted();
        Arrivals.addTo(plain.pipeline(), SETTINGS);
        assertClosedBy(plain, start);
        EmbeddedChannel secured = admitted();
        Arrivals.addBehindTls(secured.pipeline(), SETTINGS);
        assertClosedBy(secured, start);
    }

    @Test
    void aConnectionIsClosedWhoseCodecIsTakenAwayWithoutAnother() {
        HttpServerCodec codec = new HttpServerCodec();
        EmbeddedChannel channel = admitted(codec);
        Arrivals.addTo(channel.pipeline(), SETTINGS);
        channel.writeInbound(Unpooled.copiedBuffer("GET / HTTP/1.1\r\nHost", StandardCharsets.US_ASCII));
        assertThat(channel.isOpen()).isTrue();
        channel.pipeline().remove(codec);
        assertClosedBy(channel, ": x\r\n\r\n");
    }
}
