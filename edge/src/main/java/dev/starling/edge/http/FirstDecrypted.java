package dev.starling.edge.http;

import dev.starling.edge.limits.EdgeLimits;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;

/**
 * Puts {@link Http1Rules} next to the HTTP/1 codec of a connection with TLS. Armeria creates the codec when the client
 * has chosen the protocol (ALPN, RFC 7301), before it passes on the first decrypted bytes. This handler stands between
 * the two.
 */
public final class FirstDecrypted extends ChannelInboundHandlerAdapter {
    private final EdgeLimits limits;

    private FirstDecrypted(EdgeLimits limits) {
        this.limits = limits;
    }

    /** Adds the handler to a new connection that has Armeria's handlers for TLS. */
    public static void addTo(ChannelPipeline pipeline, EdgeLimits limits) {
        pipeline.addLast(new FirstDecrypted(limits));
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        Http1Rules.addTo(context.pipeline(), context, limits);
        context.fireChannelRead(message);
        context.pipeline().remove(this);
    }
}
