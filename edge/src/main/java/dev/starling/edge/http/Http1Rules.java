package dev.starling.edge.http;

import dev.starling.edge.limits.ClientConnection;
import dev.starling.edge.limits.EdgeLimit;
import dev.starling.edge.limits.EdgeLimits;
import dev.starling.edge.limits.ReadGate;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelOutputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpServerUpgradeHandler.SourceCodec;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Follows RFC 9112 on one HTTP/1 connection where Armeria does not. It lies between Armeria's codec and its decoder,
 * and sees requests and responses in order.
 *
 * <ul>
 *   <li>A client of HTTP/1.0 gets no chunked coding (6.1): the end of the connection ends the content.
 *   <li>The only known transfer coding is {@code chunked} (6.1). The bytes after a head with another one have no known
 *       length, so they are dropped, and the request is marked with {@link #UNKNOWN_CODING}.
 *   <li>Closing before a request was read completely would make the kernel reset the connection, and the client might
 *       lose the response (9.6): only the sending side is closed, and the rest of the request is dropped.
 *   <li>A request must arrive in a given time after its first byte; otherwise the connection is closed.
 *   <li>Nothing is decoded while too many pipelined requests have no response, or too many were read in a second.
 * </ul>
 */
public final class Http1Rules extends ChannelDuplexHandler {
    /** A header that marks requests with an unknown transfer coding; they must be answered by 501. */
    public static final String UNKNOWN_CODING = "starling-unknown-transfer-coding";

    /** How long a client may continue to send after the response that closes the connection. */
    private static final long MAX_LINGER_SECONDS = 1;

    private long requests;
    private long responses;
    /** The number of the request of HTTP/1.0. It is the last one, because the connection is closed after it. */
    private long oldRequest = -1;
    /** Whether a request was not read completely. */
    private boolean unread;
    /** Whether everything that the client sends is dropped. */
    private boolean dropping;

    private boolean closing;

    private final EdgeLimits limits;
    private final ReadGate gate;
    private final ChannelHandler codec;
    /** Closes the connection unless the request that is arriving is complete in time. */
    private @Nullable Future<?> tooSlow;

    private Http1Rules(EdgeLimits limits, ReadGate gate, ChannelHandler codec) {
        this.limits = limits;
        this.gate = gate;
        this.codec = codec;
    }

    /**
     * Adds the rules to a connection if its protocol is HTTP/1.
     *
     * @param place the handler that passes on the bytes of the connection, before Armeria's codec
     */
    static void addTo(ChannelPipeline pipeline, ChannelHandlerContext place, EdgeLimits limits) {
        pipeline.toMap().entrySet().stream()
                .filter(handler -> handler.getValue() instanceof SourceCodec)
                .map(Map.Entry::getKey)
                .findFirst()
                .ifPresent(codec -> {
                    Http1Rules rules = new Http1Rules(
                            limits, ClientConnection.of(pipeline.channel()).gate(), pipeline.get(codec));
                    pipeline.addAfter(codec, null, rules);
                    pipeline.addAfter(place.name(), null, rules.new Arrivals());
                });
    }

    /** Passes bytes on to the codec in small pieces, and none while the gate is closed. */
    final class Arrivals extends ChannelInboundHandlerAdapter {
        /** Holds some ten requests at most, so that few are decoded after the gate was closed. */
        private static final int PIECE_BYTES = 256;

        private @Nullable ByteBuf held;
        private boolean passing;

        @Override
        public void handlerAdded(ChannelHandlerContext context) {
            gate.onOpen(() -> {
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
            while (held != null && gate.isOpen() && !closing) {
                boolean upgraded = context.pipeline().context(codec) == null;
                if (!upgraded && tooSlow == null) {
                    tooSlow = context.executor()
                            .schedule(
                                    () -> {
                                        var _ = context.close();
                                    },
                                    limits.requestTime().toMillis(),
                                    TimeUnit.MILLISECONDS);
                }
                int length = upgraded ? held.readableBytes() : Math.min(PIECE_BYTES, held.readableBytes());
                ByteBuf piece = held.readRetainedSlice(length);
                if (!held.isReadable()) {
                    release();
                }
                context.fireChannelRead(piece);
            }
            passing = false;
            if (closing) {
                release();
            }
        }

        private void release() {
            if (held != null) {
                held.release();
                held = null;
            }
        }

        @Override
        public void handlerRemoved(ChannelHandlerContext context) {
            release();
        }
    }

    private void arrived() {
        if (tooSlow != null) {
            tooSlow.cancel(false);
            tooSlow = null;
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!(message instanceof HttpObject part)) {
            context.fireChannelRead(message);
            return;
        }
        if (dropping) {
            ReferenceCountUtil.release(message);
            return;
        }
        if (part instanceof HttpRequest request) {
            requests++;
            unread = true;
            if (part.decoderResult().isSuccess() && isOfUnknownLength(request)) {
                dropping = true;
                context.fireChannelRead(request);
                context.fireChannelRead(LastHttpContent.EMPTY_LAST_CONTENT);
                return;
            }
        }
        if (part instanceof LastHttpContent && part.decoderResult().isSuccess()) {
            unread = false;
            arrived();
            if (requests - responses >= maxPipelined()) {
                gate.close(ReadGate.Reason.REQUESTS_IN_FLIGHT);
            }
        }
        context.fireChannelRead(message);
    }

    /** Half the limit above which requests are refused: a piece that is being decoded may have some more. */
    private int maxPipelined() {
        return Math.max(1, limits.of(EdgeLimit.REQUESTS_PER_CONNECTION) / 2);
    }

    /** Prepares a request, and returns whether its length is unknown. */
    private boolean isOfUnknownLength(HttpRequest request) {
        HttpHeaders headers = request.headers();
        boolean old = request.protocolVersion().compareTo(HttpVersion.HTTP_1_1) < 0;
        if (old) {
            oldRequest = requests;
            headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
        headers.remove(UNKNOWN_CODING);
        List<String> codings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
        boolean known = codings.isEmpty()
                || (!old
                        && codings.size() == 1
                        && HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(
                                codings.getFirst().strip()));
        if (!known) {
            headers.remove(HttpHeaderNames.TRANSFER_ENCODING);
            headers.remove(HttpHeaderNames.CONTENT_LENGTH);
            headers.remove(HttpHeaderNames.EXPECT);
            headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
            headers.set(UNKNOWN_CODING, codings.getFirst());
        }
        return !known;
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof HttpResponse response
                && response.status().codeClass() != HttpStatusClass.INFORMATIONAL) {
            responses++;
            if (responses == oldRequest) {
                response.headers().remove(HttpHeaderNames.TRANSFER_ENCODING);
            }
        }
        var _ = context.write(message, promise);
        if (requests - responses < maxPipelined()) {
            gate.open(ReadGate.Reason.REQUESTS_IN_FLIGHT);
        }
    }

    /** Armeria would log every close of the sending side as unexpected. */
    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (!(event instanceof ChannelOutputShutdownEvent)) {
            context.fireUserEventTriggered(event);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        arrived();
        context.fireChannelInactive();
    }

    @Override
    public void close(ChannelHandlerContext context, ChannelPromise promise) {
        if (!unread || closing || !(context.channel() instanceof DuplexChannel channel) || !channel.isActive()) {
            var _ = context.close(promise);
            return;
        }
        closing = true;
        dropping = true;
        var _ = channel.shutdownOutput();
        channel.config().setAutoRead(true);
        var _ = context.executor()
                .schedule(
                        () -> {
                            var _ = context.close();
                        },
                        MAX_LINGER_SECONDS,
                        TimeUnit.SECONDS);
        var _ = channel.closeFuture().addListener(_ -> promise.trySuccess());
    }
}
