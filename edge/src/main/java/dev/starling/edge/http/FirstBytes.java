package dev.starling.edge.http;

import dev.starling.edge.limits.ClientConnection;
import dev.starling.edge.limits.EdgeLimits;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http.HttpServerUpgradeHandler.SourceCodec;
import java.util.List;
import java.util.Map;

/**
 * Puts {@link Http1Rules} and {@link KeptAnswers} next to the HTTP/1 codec. Armeria creates the codec when it has read
 * the first four bytes of a connection, and then decodes the rest of them at once. This handler passes on the first
 * four bytes alone.
 */
public final class FirstBytes extends ByteToMessageDecoder {
    private static final int DETECTED_BYTES = 4;

    private boolean passed;

    private final EdgeLimits limits;
    private final KeptContent kept;

    private FirstBytes(EdgeLimits limits, KeptContent kept) {
        this.limits = limits;
        this.kept = kept;
    }

    /** Adds the handlers to a new connection. */
    public static void addTo(ChannelPipeline pipeline, EdgeLimits limits, KeptContent kept) {
        pipeline.addFirst(new FirstBytes(limits, kept));
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
        pipeline.toMap().entrySet().stream()
                .filter(handler -> handler.getValue() instanceof SourceCodec)
                .map(Map.Entry::getKey)
                .findFirst()
                .ifPresent(codec -> {
                    Http1Rules rules = new Http1Rules(
                            limits, ClientConnection.of(context.channel()).gate(), pipeline.get(codec));
                    pipeline.addAfter(codec, null, rules);
                    pipeline.addAfter(pipeline.context(rules).name(), null, new KeptAnswers(kept, System::nanoTime));
                    pipeline.addAfter(context.name(), null, rules.new Arrivals());
                });
        pipeline.remove(this);
    }
}
