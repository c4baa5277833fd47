package dev.starling.edge.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Settings;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The change of a connection from HTTP/1.1 to HTTP/2 in cleartext (RFC 7540, 3.2). */
final class Http2Upgrade {
    private static final int SETTING_BYTES = 6;

    private Http2Upgrade() {}

    /**
     * Whether the connection can change with a request: one without content, and with exactly one header that has the
     * client's settings. The codec would answer others by itself, and Armeria a second time.
     */
    static boolean isPossible(HttpRequest request) {
        HttpHeaders headers = request.headers();
        List<String> settings = headers.getAll(Http2CodecUtil.HTTP_UPGRADE_SETTINGS_HEADER);
        return request.protocolVersion().equals(HttpVersion.HTTP_1_1)
                && tokens(headers, HttpHeaderNames.UPGRADE)
                        .contains(Http2CodecUtil.HTTP_UPGRADE_PROTOCOL_NAME.toString())
                && tokens(headers, HttpHeaderNames.CONNECTION)
                        .containsAll(List.of(
                                HttpHeaderNames.UPGRADE.toString(),
                                Http2CodecUtil.HTTP_UPGRADE_SETTINGS_HEADER.toString()))
                && settings.size() == 1
                && areSettings(settings.getFirst())
                && !headers.contains(HttpHeaderNames.CONTENT_LENGTH)
                && !headers.contains(HttpHeaderNames.TRANSFER_ENCODING);
    }

    private static Set<String> tokens(HttpHeaders headers, CharSequence name) {
        Set<String> tokens = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        headers.getAll(name).stream()
                .flatMap(it -> Stream.of(it.split(",")))
                .map(String::strip)
                .forEach(tokens::add);
        return tokens;
    }

    private static boolean areSettings(String text) {
        try {
            var _ = settings(text);
            return true;
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }

    /** The payload of a SETTINGS frame in URL-safe Base64 (RFC 7540, 3.2.1). */
    private static Http2Settings settings(String text) {
        ByteBuffer payload = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
        if (payload.remaining() % SETTING_BYTES != 0) {
            throw new IllegalArgumentException("a setting is cut off");
        }
        Http2Settings settings = new Http2Settings();
        while (payload.hasRemaining()) {
            settings.put((char) payload.getShort(), (Long) Integer.toUnsignedLong(payload.getInt()));
        }
        return settings;
    }
}
