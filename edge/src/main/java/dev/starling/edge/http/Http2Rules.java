package dev.starling.edge.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Headers.PseudoHeaderName;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Follows RFC 9113 on one HTTP/2 connection where Armeria does not. A malformed request (8.1.1) ends its own stream;
 * Armeria would end the connection, with all other streams, or answer it.
 */
final class Http2Rules extends Http2FrameListenerDecorator {
    private static final List<PseudoHeaderName> REQUIRED =
            List.of(PseudoHeaderName.METHOD, PseudoHeaderName.SCHEME, PseudoHeaderName.PATH);

    private final Http2Connection connection;
    private int lastRequest;

    private Http2Rules(Http2FrameListener listener, Http2Connection connection) {
        super(listener);
        this.connection = connection;
    }

    /** Adds the rules to a connection; empty if that does not have Armeria's codec for HTTP/2. */
    static Optional<Http2Rules> addTo(ChannelPipeline pipeline) {
        return Optional.ofNullable(pipeline.get(Http2ConnectionHandler.class)).map(codec -> {
            Http2ConnectionDecoder decoder = codec.decoder();
            Http2Rules rules = new Http2Rules(decoder.frameListener(), codec.connection());
            decoder.frameListener(rules);
            return rules;
        });
    }

    /**
     * The codec has read a header block. Where it refuses one, because of a field of HTTP/1 or too many streams, it
     * resets the stream without creating it, and what the client has sent behind it, such as the body, would end the
     * connection: a frame of an idle stream is an error (5.1). So the stream is created, and closed at once.
     */
    void endHeaders(int stream) {
        Http2Connection.Endpoint<?> client = connection.remote();
        if (!client.isValidStreamId(stream) || client.mayHaveCreatedStream(stream) || connection.goAwaySent()) {
            return;
        }
        int maxStreams = client.maxActiveStreams();
        client.maxActiveStreams(Integer.MAX_VALUE);
        try {
            client.createStream(stream, true).close();
        } catch (Http2Exception _) {
            // The connection is closed, or has no more numbers of streams.
        } finally {
            client.maxActiveStreams(maxStreams);
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
                && hasOneAuthority(headers);
    }

    /** Whether there is a host, in {@code :authority} or {@code Host}, and the same if in both. */
    private static boolean hasOneAuthority(Http2Headers headers) {
        List<CharSequence> authorities = headers.getAll(PseudoHeaderName.AUTHORITY.value());
        List<CharSequence> hosts = headers.getAll(HttpHeaderNames.HOST);
        List<String> different = Stream.concat(authorities.stream(), hosts.stream())
                .map(it -> it.toString().toLowerCase(Locale.ROOT))
                .distinct()
                .toList();
        return authorities.size() <= 1
                && hosts.size() <= 1
                && different.size() == 1
                && Authority.hasHost(different.getFirst());
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
