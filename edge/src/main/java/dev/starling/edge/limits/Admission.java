package dev.starling.edge.limits;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Knows which address a connection comes from, and refuses those above the limit of an address. */
public final class Admission {
    private static final String REFUSAL = String.join(
            "\r\n",
            "HTTP/1.1 503 Service Unavailable",
            "Content-Type: text/plain; charset=utf-8",
            "Content-Length: 47",
            "Retry-After: 1",
            "Access-Control-Allow-Origin: *",
            "Connection: close",
            "",
            "Too many connections from this address already.");

    /** The key of connections without an address. */
    private static final String UNKNOWN = "";

    /** How a connection above the limit of an address is refused. */
    public enum Refusal {
        /** By a response. */
        RESPONSE,
        /** It is closed: a client that expects TLS would not understand a response. */
        CLOSE
    }

    private final EdgeLimits limits;
    private final Refusal refusal;
    private final Map<String, ClientAddress> addresses = new ConcurrentHashMap<>();

    public Admission(EdgeLimits limits, Refusal refusal) {
        this.limits = limits;
        this.refusal = refusal;
    }

    /**
     * Counts a new connection until it is closed, or refuses it.
     *
     * @return whether it is admitted; other handlers must not come before those of one that is refused
     */
    public boolean admit(ChannelPipeline pipeline) {
        Channel channel = pipeline.channel();
        String key = channel.remoteAddress() instanceof InetSocketAddress remote && remote.getAddress() != null
                ? ClientAddress.key(remote.getAddress())
                : UNKNOWN;
        ClientAddress address = Objects.requireNonNull(addresses.compute(key, (_, known) -> {
            ClientAddress of = known == null ? new ClientAddress(limits) : known;
            of.connections().incrementAndGet();
            return of;
        }));
        var _ = channel.closeFuture()
                .addListener(_ -> addresses.computeIfPresent(
                        key, (_, of) -> of.connections().decrementAndGet() > 0 ? of : null));
        ClientConnection.open(channel, address, limits);
        boolean admitted = address.connections().get() <= limits.of(EdgeLimit.CONNECTIONS_PER_ADDRESS);
        if (!admitted) {
            switch (refusal) {
                case RESPONSE -> pipeline.addFirst(new Refused());
                case CLOSE -> {
                    var _ = channel.close();
                }
            }
        }
        return admitted;
    }

    /** Sends the refusal, and drops what the client sends. */
    private static final class Refused extends ChannelInboundHandlerAdapter {
        @Override
        public void channelActive(ChannelHandlerContext context) {
            var _ = context.writeAndFlush(Unpooled.copiedBuffer(REFUSAL, StandardCharsets.US_ASCII))
                    .addListener(_ -> {
                        if (context.channel() instanceof DuplexChannel duplex) {
                            var _ = duplex.shutdownOutput();
                        }
                    });
            var _ = context.executor()
                    .schedule(
                            () -> {
                                var _ = context.close();
                            },
                            1,
                            TimeUnit.SECONDS);
        }

        /** Nothing of this connection concerns the handlers after this one. */
        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            ReferenceCountUtil.release(event);
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ReferenceCountUtil.release(message);
        }
    }
}
