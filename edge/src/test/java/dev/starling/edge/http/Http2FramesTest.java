package dev.starling.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Http2FramesTest {
    private static ByteBuf start() {
        return Unpooled.buffer().writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    }

    private static void frame(ByteBuf to, int type, int flags, int length) {
        to.writeMedium(length).writeByte(type).writeByte(flags).writeInt(1).writeZero(length);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 256, 100_000})
    void framesCountInPiecesOfAnySize(int pieceBytes) {
        ByteBuf bytes = start();
        frame(bytes, 4, 0, 6); // SETTINGS
        for (int i = 0; i < 50; i++) {
            frame(bytes, 6, 0, 8); // PING
        }
        for (int i = 0; i < 64; i++) {
            frame(bytes, 8, 0, 4); // WINDOW_UPDATE: one in 32 counts
        }
        frame(bytes, 1, 0, 20); // HEADERS, whose block does not end
        Http2Frames frames = new Http2Frames();
        int count = 0;
        while (bytes.isReadable()) {
            count += frames.follow(bytes.readSlice(Math.min(pieceBytes, bytes.readableBytes())));
        }
        assertThat(count).isEqualTo(1 + 50 + 2 + 1);
        assertThat(frames.isWhole()).isFalse();
        ByteBuf rest = Unpooled.buffer();
        frame(rest, 9, 4, 3); // CONTINUATION with END_HEADERS
        assertThat(frames.follow(rest)).isEqualTo(1);
        assertThat(frames.isWhole()).isTrue();
    }

    @Test
    void onlyContentIsContent() {
        ByteBuf bytes = start();
        frame(bytes, 1, 4, 20); // HEADERS
        frame(bytes, 0, 0, 1_000); // DATA
        Http2Frames frames = new Http2Frames();
        assertThat(frames.contentLeft()).isZero();
        frames.follow(bytes.readSlice(24 + 9 + 10));
        assertThat(frames.contentLeft()).isZero();
        frames.follow(bytes.readSlice(10 + 9 + 300));
        assertThat(frames.contentLeft()).isEqualTo(700);
        frames.follow(bytes);
        assertThat(frames.contentLeft()).isZero();
    }
}
