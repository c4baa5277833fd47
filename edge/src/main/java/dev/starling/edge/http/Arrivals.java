package dev.starling.edge.http;

import dev.starling.edge.limits.ClientConnection;
import dev.starling.edge.limits.EdgeLimits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpServerUpgradeHandler.SourceCodec;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What arrives on one connection: the first handler, or the first one behind TLS. It passes bytes on in small pieces,
 * and none while the gate of the connection is closed, so that a client that sends much at once waits, and no other one
 * does: after a piece with requests, other connections come first. On HTTP/1 connections it installs
 * {@link Http1Rules}, on those of HTTP/2 {@link Http2Rules}, and counts the frames of the latter. A request, or a
 * frame, must arrive in a given time after its first byte; otherwise the connection is closed, and so is one that has
 * no codec of Armeria.
 */
public final class Arrivals extends ChannelInboundHandlerAdapter {
    /** Armeria creates its codec when it has read so many bytes, and then decodes the rest of them at once. */
    private static final int DETECTED_BYTES = 4;
    /** Holds some ten requests at most, so that few are decoded after the gate was closed. */
    private static final int PIECE_BYTES = 256;
    /** A piece of content may be larger: nothing begins in it. */
    private static final int MAX_CONTENT_BYTES = 32_768;

    private final Settings settings;
    private final ClientConnection connection;
    private final Deadline deadline;

    private @Nullable ByteBuf held;
    private boolean passing;
    private Protocol protocol;

    /**
     * What holds for all connections.
     *
     * @param kept answers plain requests of HTTP/1 clients before they reach Armeria
     */
    public record Settings(EdgeLimits limits, KeptContent kept) {}

    /** What a connection speaks. */
    private sealed interface Protocol {}

    private enum Undetected implements Protocol {
        /** Armeria decides by the first bytes. */
        BY_FIRST_BYTES,
        /** The client has chosen it with TLS (ALPN, RFC 7301), and Armeria has created its codec. */
        CHOSEN
    }

    private record Http1(ChannelHandler codec, Http1Rules rules) implements Protocol {}

    private record Http2(Http2Frames frames, Http2Rules rules) implements Protocol {}

    /** Nothing: there is no codec. What the client sends is dropped. */
    private record None() implements Protocol {}

    private Arrivals(Settings settings, ClientConnection connection, Undetected protocol) {
        this.settings = settings;
        this.connection = connection;
        this.protocol = protocol;
        this.deadline = new Deadline(settings.limits().requestTime());
    }

    /** Adds the handler to a new connection. */
    public static void addTo(ChannelPipeline pipeline, Settings settings) {
        pipeline.addFirst(new Arrivals(settings, ClientConnection.of(pipeline.channel()), Undetected.BY_FIRST_BYTES));
    }

    /** Adds the handler to a new connection that has Armeria's handlers for TLS, behind them. */
    public static void addBehindTls(ChannelPipeline pipeline, Settings settings) {
        pipeline.addLast(new Arrivals(settings, ClientConnection.of(pipeline.channel()), Undetected.CHOSEN));
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        connection.gate().onOpen(() -> {
            pass(context);
            context.fireChannelReadComplete();
        });
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!(message instanceof ByteBuf bytes)) {
            context.fireChannelRead(message);
            return;
        }
        held = held == null ? bytes : Unpooled.wrappedBuffer(held, bytes);
        pass(context);
    }

    private void pass(ChannelHandlerContext context) {
        if (passing) {
            return;
        }
        passing = true;
        boolean more = true;
        long read = connection.read();
        while (more && held != null && !isClosing() && connection.mayRead()) {
            more = switch (protocol) {
                case Undetected.BY_FIRST_BYTES -> detect(context, held);
                case Undetected.CHOSEN -> {
                    protocol = protocol(context, new Http2Frames());
                    yield true;
                }
                case Http1(ChannelHandler codec, Http1Rules _)
                when context.pipeline().context(codec) == null -> {
                    protocol = http2(context, new Http2Frames());
                    deadline.end();
                    yield true;
                }
                case Http1(ChannelHandler _, Http1Rules rules) -> {
                    deadline.begin(context);
                    int length = Math.min(pieceLength(rules.contentLeft()), held.readableBytes());
                    context.fireChannelRead(piece(held, length));
                    yield true;
                }
                case Http2(Http2Frames frames, Http2Rules rules) -> {
                    follow(context, frames, rules, held);
                    yield true;
                }
                case None() -> false;
            };
            if (held != null && connection.read() > read) {
                connection.yieldTurn();
            }
        }
        passing = false;
        if (isClosing()) {
            release();
        } else if (!connection.gate().isOpen()) {
            // What is missing may be among what is held.
            deadline.end();
        }
    }

    /** Passes on the first bytes, and returns whether they were there. */
    private boolean detect(ChannelHandlerContext context, ByteBuf bytes) {
        deadline.begin(context);
        if (bytes.readableBytes() < DETECTED_BYTES) {
            return false;
        }
        ByteBuf first = piece(bytes, DETECTED_BYTES);
        Http2Frames frames = new Http2Frames();
        frames.follow(first, DETECTED_BYTES);
        context.fireChannelRead(first);
        protocol = protocol(context, frames);
        return true;
    }

    private Protocol protocol(ChannelHandlerContext context, Http2Frames frames) {
        return http1(context.pipeline()).<Protocol>map(it -> it).orElseGet(() -> http2(context, frames));
    }

    private Protocol http2(ChannelHandlerContext context, Http2Frames frames) {
        Optional<Protocol> http2 = Http2Rules.addTo(context.pipeline()).map(rules -> new Http2(frames, rules));
        if (http2.isEmpty()) {
            deadline.end();
            var _ = context.close();
        }
        return http2.orElseGet(None::new);
    }

    private Optional<Http1> http1(ChannelPipeline pipeline) {
        return pipeline.toMap().entrySet().stream()
                .filter(handler -> handler.getValue() instanceof SourceCodec)
                .findFirst()
                .map((Map.Entry<String, ChannelHandler> codec) -> {
                    Http1Rules rules = new Http1Rules(settings.limits(), connection, deadline);
                    pipeline.addAfter(codec.getKey(), null, rules);
                    pipeline.addAfter(
                            pipeline.context(rules).name(), null, new KeptAnswers(settings.kept(), System::nanoTime));
                    return new Http1(codec.getValue(), rules);
                });
    }

    private void follow(ChannelHandlerContext context, Http2Frames frames, Http2Rules rules, ByteBuf bytes) {
        Http2Frames.Piece piece = frames.follow(bytes, pieceLength(frames.contentLeft()));
        connection.countRead(piece.counted());
        connection.countFrames(piece.frames());
        if (frames.isWhole()) {
            deadline.end();
        } else {
            deadline.begin(context);
        }
        context.fireChannelRead(piece(bytes, piece.bytes()));
        piece.endedHeaders().ifPresent(rules::endHeaders);
    }

    private static int pieceLength(long contentLeft) {
        return Math.clamp(contentLeft, PIECE_BYTES, MAX_CONTENT_BYTES);
    }

    private ByteBuf piece(ByteBuf bytes, int length) {
        ByteBuf piece = bytes.readRetainedSlice(length);
        if (!bytes.isReadable()) {
            release();
        }
        return piece;
    }

    /** Whether the rest of what the client sends is dropped. */
    private boolean isClosing() {
        return switch (protocol) {
            case Undetected _, Http2 _ -> false;
            case Http1(ChannelHandler _, Http1Rules rules) -> rules.isClosing();
            case None() -> true;
        };
    }

    private void release() {
        if (held != null) {
            held.release();
            held = null;
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        deadline.end();
        context.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        release();
    }
}
