package dev.starling.edge.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Headers.PseudoHeaderName;
import java.util.List;
import java.util.Map;

/**
 * Follows RFC 9113 on one HTTP/2 connection where Armeria does not. A malformed request (8.1.1) ends its own stream;
 * Armeria would end the connection, with all other streams, or answer it.
 */
final class Http2Rules extends Http2FrameListenerDecorator {
    private static final List<PseudoHeaderName> REQUIRED =
            List.of(PseudoHeaderName.METHOD, PseudoHeaderName.SCHEME, PseudoHeaderName.PATH);

    private int lastRequest;

    private Http2Rules(Http2FrameListener listener) {
        super(listener);
    }

    /** Adds the rules to a connection, if it has Armeria's codec for HTTP/2 already. */
    static void addTo(ChannelPipeline pipeline) {
        Http2ConnectionHandler codec = pipeline.get(Http2ConnectionHandler.class);
        if (codec != null) {
            Http2ConnectionDecoder decoder = codec.decoder();
            decoder.frameListener(new Http2Rules(decoder.frameListener()));
        }
    }

    @Override
    public void onHeadersRead(
            ChannelHandlerContext context, int stream, Http2Headers headers, int padding, boolean endOfStream)
            throws Http2Exception {
        check(stream, headers);
        super.onHeadersRead(context, stream, headers, padding, endOfStream);
    }

    @Override
    public void onHeadersRead(
            ChannelHandlerContext context,
            int stream,
            Http2Headers headers,
            int dependency,
            short weight,
            boolean exclusive,
            int padding,
            boolean endOfStream)
            throws Http2Exception {
        check(stream, headers);
        super.onHeadersRead(context, stream, headers, dependency, weight, exclusive, padding, endOfStream);
    }

    private void check(int stream, Http2Headers headers) throws Http2Exception {
        boolean isRequest = stream > lastRequest;
        lastRequest = Math.max(lastRequest, stream);
        if (isRequest ? !isRequest(headers) : hasPseudoHeader(headers)) {
            throw Http2Exception.streamError(stream, Http2Error.PROTOCOL_ERROR, "malformed request");
        }
    }

    /** RFC 9113, 8.3.1. {@code CONNECT} has no path; nothing here is connected to. */
    private static boolean isRequest(Http2Headers headers) {
        return REQUIRED.stream().allMatch(it -> headers.getAll(it.value()).size() == 1)
                && !headers.path().isEmpty()
                && headers.getAll(PseudoHeaderName.AUTHORITY.value()).size() <= 1;
    }

    private static boolean hasPseudoHeader(Http2Headers headers) {
        for (Map.Entry<CharSequence, CharSequence> header : headers) {
            if (PseudoHeaderName.hasPseudoHeaderFormat(header.getKey())) {
                return true;
            }
        }
        return false;
    }
}
