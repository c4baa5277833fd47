package dev.starling.edge.http;

import dev.starling.edge.limits.ClientConnection;
import dev.starling.edge.limits.EdgeLimit;
import dev.starling.edge.limits.EdgeLimits;
import dev.starling.edge.limits.ReadGate;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelOutputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Follows RFC 9112 on one HTTP/1 connection where Armeria does not. It lies between Armeria's codec and its decoder,
 * and sees requests and responses in order.
 *
 * <ul>
 *   <li>A request of another major version, one with an invalid {@code Host}, and one of HTTP/1.1 that has not exactly
 *       one (3.2), is refused. The only virtual host is also that of an empty {@code Host} (3.3).
 *   <li>A target in absolute form (3.2.2) becomes one in origin form; its authority replaces the {@code Host}.
 *   <li>A wish for another protocol is ignored (RFC 9110, 7.8) where the connection cannot change to it.
 *   <li>A client of HTTP/1.0 gets no chunked coding (6.1): the end of the connection ends the content.
 *   <li>The only known transfer coding is {@code chunked} (6.1). The bytes after a head with another one have no known
 *       length, so they are dropped, and the request is marked with {@link #UNKNOWN_CODING}.
 *   <li>Closing before a request was read completely would make the kernel reset the connection, and the client might
 *       lose the response (9.6): only the sending side is closed, and the rest of the request is dropped.
 *   <li>The gate of the connection closes while too many pipelined requests have no response.
 * </ul>
 */
public final class Http1Rules extends ChannelDuplexHandler {
    /** A header that marks requests with an unknown transfer coding; they must be answered by 501. */
    public static final String UNKNOWN_CODING = "starling-unknown-transfer-coding";

    /** How long a client may continue to send after the response that closes the connection. */
    private static final long MAX_LINGER_SECONDS = 1;

    private static final Pattern ABSOLUTE_FORM =
            Pattern.compile("https?://(?<authority>[^/?#]+)(?<target>.*)", Pattern.CASE_INSENSITIVE);

    private long requests;
    private long responses;
    /** The number of the request of HTTP/1.0. It is the last one, because the connection is closed after it. */
    private long oldRequest = -1;
    /** Whether a request was not read completely. */
    private boolean unread;
    /** Whether everything that the client sends is dropped. */
    private boolean dropping;

    private boolean closing;
    /** The bytes of the current request's content that have not arrived, as far as the client has told. */
    private long contentLeft;

    private final EdgeLimits limits;
    private final ClientConnection connection;
    private final Deadline deadline;

    /** @param deadline begins with the first byte of a request; these rules end it */
    Http1Rules(EdgeLimits limits, ClientConnection connection, Deadline deadline) {
        this.limits = limits;
        this.connection = connection;
        this.deadline = deadline;
    }

    /** Whether everything that the client still sends is dropped, because the connection closes. */
    boolean isClosing() {
        return closing;
    }

    /** So many of the next bytes are content, and begin no other request. */
    long contentLeft() {
        return contentLeft;
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
            connection.countRead(1);
            if (part.decoderResult().isSuccess()) {
                fault(request)
                        .ifPresentOrElse(
                                fault -> request.setDecoderResult(
                                        DecoderResult.failure(new IllegalArgumentException(fault))),
                                () -> toOriginForm(request));
            }
            if (request.headers().contains(HttpHeaderNames.UPGRADE)
                    && !(part.decoderResult().isSuccess() && Http2Upgrade.isPossible(request))) {
                request.headers().remove(HttpHeaderNames.UPGRADE);
            }
            contentLeft = part.decoderResult().isSuccess() ? HttpUtil.getContentLength(request, 0L) : 0;
            if (part.decoderResult().isSuccess() && isOfUnknownLength(request)) {
                dropping = true;
                context.fireChannelRead(request);
                context.fireChannelRead(LastHttpContent.EMPTY_LAST_CONTENT);
                return;
            }
        }
        if (part instanceof HttpContent content) {
            contentLeft = Math.max(0, contentLeft - content.content().readableBytes());
        }
        if (part instanceof LastHttpContent && part.decoderResult().isSuccess()) {
            unread = false;
            deadline.end();
            if (requests - responses >= maxPipelined()) {
                connection.gate().close(ReadGate.Reason.REQUESTS_IN_FLIGHT);
            }
        }
        context.fireChannelRead(message);
    }

    private static Optional<String> fault(HttpRequest request) {
        HttpVersion version = request.protocolVersion();
        List<String> hosts = request.headers().getAll(HttpHeaderNames.HOST);
        if (!version.protocolName().equals("HTTP") || version.majorVersion() != 1) {
            return Optional.of(version + " is not spoken here");
        }
        if (hosts.size() != 1 && (!hosts.isEmpty() || version.minorVersion() != 0)) {
            return Optional.of(hosts.size() + " Host headers");
        }
        if (!hosts.stream().allMatch(Authority::isValid) || !hasValidAuthority(request.uri())) {
            return Optional.of("the host is no host");
        }
        for (String options : request.headers().getAll(HttpHeaderNames.CONNECTION)) {
            if (Stream.of(options.split(",")).anyMatch(Http1Rules::isForAll)) {
                return Optional.of("Connection names a header that is not of the connection");
            }
        }
        return Optional.empty();
    }

    /** Whether every recipient needs a header. What {@code Connection} names is removed (RFC 9110, 7.6.1). */
    private static boolean isForAll(String option) {
        String name = option.strip();
        return HttpHeaderNames.HOST.contentEqualsIgnoreCase(name) || name.startsWith(":");
    }

    private static boolean hasValidAuthority(String target) {
        if (target.startsWith("/")) {
            return true;
        }
        Matcher absolute = ABSOLUTE_FORM.matcher(target);
        return !absolute.matches() || Authority.hasHost(absolute.group("authority"));
    }

    private static void toOriginForm(HttpRequest request) {
        if (request.uri().startsWith("/")) {
            return;
        }
        Matcher absolute = ABSOLUTE_FORM.matcher(request.uri());
        if (absolute.matches()) {
            String target = absolute.group("target");
            request.headers().set(HttpHeaderNames.HOST, absolute.group("authority"));
            if (!target.startsWith("/")) {
                target = (request.method().equals(HttpMethod.OPTIONS) && target.isEmpty() ? "*" : "/") + target;
            }
            request.setUri(target);
        }
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
            connection.gate().open(ReadGate.Reason.REQUESTS_IN_FLIGHT);
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
