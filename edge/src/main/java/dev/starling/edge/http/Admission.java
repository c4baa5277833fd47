package dev.starling.edge.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Limits the connections of one IP address. Others get 503 and are closed. */
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

    private final int max;
    private final Map<InetAddress, Integer> connections = new ConcurrentHashMap<>();

    /** @param max the number of connections that an address may have */
    public Admission(int max) {
        this.max = max;
    }

    /** Counts a new connection until it is closed, or refuses it. */
    public void admit(ChannelPipeline pipeline) {
        Channel channel = pipeline.channel();
        if (!(channel.remoteAddress() instanceof InetSocketAddress remote) || remote.getAddress() == null) {
            return;
        }
        InetAddress address = remote.getAddress();
        int count = connections.merge(address, 1, Integer::sum);
        var _ = channel.closeFuture()
                .addListener(_ -> connections.computeIfPresent(address, (_, n) -> n > 1 ? n - 1 : null));
        if (count > max) {
            pipeline.addFirst(new Refused());
        }
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

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ReferenceCountUtil.release(message);
        }
    }
}
