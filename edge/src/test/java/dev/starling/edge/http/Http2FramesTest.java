package dev.starling.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
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
        int all = 0;
        int count = 0;
        while (bytes.isReadable()) {
            Http2Frames.Piece piece = frames.follow(bytes, pieceBytes);
            assertThat(piece.endedHeaders()).isEmpty();
            bytes.skipBytes(piece.bytes());
            all += piece.frames();
            count += piece.counted();
        }
        assertThat(all).isEqualTo(1 + 50 + 64 + 1);
        assertThat(count).isEqualTo(1 + 50 + 2 + 1);
        assertThat(frames.isWhole()).isFalse();
        ByteBuf rest = Unpooled.buffer();
        frame(rest, 9, 4, 3); // CONTINUATION with END_HEADERS
        assertThat(frames.follow(rest, 100)).isEqualTo(new Http2Frames.Piece(12, 1, 1, OptionalInt.of(1)));
        assertThat(frames.isWhole()).isTrue();
    }

    /** What follows on the stream must not be read before it is known whether there is one. */
    @Test
    void aPieceEndsWithAHeaderBlock() {
        ByteBuf bytes = start();
        frame(bytes, 1, 0, 20); // HEADERS
        frame(bytes, 9, 4, 0); // CONTINUATION with END_HEADERS
        frame(bytes, 0, 0, 10); // DATA
        frame(bytes, 1, 5, 0); // HEADERS with END_HEADERS and END_STREAM
        frame(bytes, 6, 0, 8); // PING
        Http2Frames frames = new Http2Frames();
        assertThat(frames.follow(bytes, 1_000)).isEqualTo(new Http2Frames.Piece(24 + 29 + 9, 2, 2, OptionalInt.of(1)));
        bytes.skipBytes(24 + 29 + 9);
        assertThat(frames.follow(bytes, 1_000)).isEqualTo(new Http2Frames.Piece(19 + 9, 2, 1, OptionalInt.of(1)));
        bytes.skipBytes(19 + 9);
        assertThat(frames.follow(bytes, 1_000)).isEqualTo(new Http2Frames.Piece(17, 1, 1, OptionalInt.empty()));
    }

    @Test
    void onlyContentIsContent() {
        ByteBuf bytes = start();
        frame(bytes, 1, 4, 20); // HEADERS
        frame(bytes, 0, 0, 1_000); // DATA
        Http2Frames frames = new Http2Frames();
        assertThat(frames.contentLeft()).isZero();
        bytes.skipBytes(frames.follow(bytes, 24 + 9 + 10).bytes());
        assertThat(frames.contentLeft()).isZero();
        bytes.skipBytes(frames.follow(bytes, 10).bytes());
        bytes.skipBytes(frames.follow(bytes, 9 + 300).bytes());
        assertThat(frames.contentLeft()).isEqualTo(700);
        bytes.skipBytes(frames.follow(bytes, 700).bytes());
        assertThat(frames.contentLeft()).isZero();
    }
}
