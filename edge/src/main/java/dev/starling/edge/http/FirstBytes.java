package dev.starling.edge.http;

import dev.starling.edge.limits.EdgeLimits;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;

/**
 * Puts {@link Http1Rules} next to the HTTP/1 codec. Armeria creates the codec when it has read the first four bytes of
 * a connection, and then decodes the rest of them at once. This handler passes on the first four bytes alone.
 */
public final class FirstBytes extends ByteToMessageDecoder {
    private static final int DETECTED_BYTES = 4;

    private boolean passed;

    private final EdgeLimits limits;

    private FirstBytes(EdgeLimits limits) {
        this.limits = limits;
    }

    /** Adds the handlers to a new connection. */
    public static void addTo(ChannelPipeline pipeline, EdgeLimits limits) {
        pipeline.addFirst(new FirstBytes(limits));
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        if (in.readableBytes() < DETECTED_BYTES) {
            return;
        }
        if (!passed) {
            passed = true;
            context.fireChannelRead(in.readRetainedSlice(DETECTED_BYTES));
        }
        ChannelPipeline pipeline = context.pipeline();
        Http1Rules.addTo(pipeline, context, limits);
        pipeline.remove(this);
    }
}
