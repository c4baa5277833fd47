package dev.starling.edge.http;

import dev.starling.swarm.steer.ClipSteering;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers plain requests for {@link KeptContent} on one HTTP/1 connection before they reach Armeria, whose work for a
 * request costs more than sending a segment. It lies between {@link Http1Rules} and Armeria's decoder. A request that
 * has a condition, a range, a body or a wish for the connection, or that comes while another one is being answered,
 * goes on to Armeria.
 */
final class KeptAnswers extends ChannelDuplexHandler {
    /** Their presence is left to Armeria. */
    private static final List<CharSequence> NOT_PLAIN = List.of(
            HttpHeaderNames.RANGE,
            HttpHeaderNames.IF_NONE_MATCH,
            HttpHeaderNames.IF_MATCH,
            HttpHeaderNames.IF_MODIFIED_SINCE,
            HttpHeaderNames.IF_UNMODIFIED_SINCE,
            HttpHeaderNames.IF_RANGE,
            HttpHeaderNames.EXPECT,
            HttpHeaderNames.UPGRADE,
            HttpHeaderNames.CONTENT_LENGTH,
            HttpHeaderNames.TRANSFER_ENCODING,
            Http1Rules.UNKNOWN_CODING);

    /**
     * A third of the time after which Armeria closes a connection without requests: it must see one now and then where
     * most are answered here.
     */
    private static final long MAX_UNSEEN_NANOS = TimeUnit.SECONDS.toNanos(30);
    /** How long the end of a connection waits for a response that is being sent. */
    private static final long MAX_CLOSE_DELAY_SECONDS = 10;

    /** The largest value of an unsigned int of the kernel. */
    private static final long UNLIMITED = 0xFFFF_FFFFL;

    private final KeptContent content;
    private final LongSupplier nanoTime;
    /** Requests that Armeria has and has not answered. */
    private int passedOn;

    private long passedOnNanos;
    /** The response to the request whose end has not been read yet. */
    private @Nullable Pending pending;

    /** Whether the kernel takes as much as it has memory for. */
    private boolean takesAll;

    private CompletableFuture<KeptContent.Ended> last = CompletableFuture.completedFuture(KeptContent.Ended.SENT);

    private record Pending(
            HttpRequest request,
            KeptContent.Answer answer,
            CompletableFuture<KeptContent.Ended> ended,
            long startNanos) {}

    KeptAnswers(KeptContent content, LongSupplier nanoTime) {
        this.content = content;
        this.nanoTime = nanoTime;
        this.passedOnNanos = nanoTime.getAsLong();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (pending == null && message instanceof HttpRequest request) {
            pending = find(context, request);
            if (pending != null) {
                return;
            }
            takeAll(context, false);
            passedOn++;
            passedOnNanos = nanoTime.getAsLong();
        }
        if (pending == null) {
            context.fireChannelRead(message);
            return;
        }
        ReferenceCountUtil.release(message);
        if (message instanceof LastHttpContent) {
            Pending complete = pending;
            pending = null;
            send(context, complete);
        }
    }

    private @Nullable Pending find(ChannelHandlerContext context, HttpRequest request) {
        long now = nanoTime.getAsLong();
        if (passedOn > 0 || !last.isDone() || now - passedOnNanos > MAX_UNSEEN_NANOS || !isPlain(request)) {
            return null;
        }
        CompletableFuture<KeptContent.Ended> ended = new CompletableFuture<>();
        return content.find(request, context.channel(), ended)
                .map(answer -> new Pending(request, answer, ended, now))
                .orElse(null);
    }

    private static boolean isPlain(HttpRequest request) {
        HttpHeaders headers = request.headers();
        String connection = headers.get(HttpHeaderNames.CONNECTION);
        return request.decoderResult().isSuccess()
                && request.method().equals(HttpMethod.GET)
                && request.protocolVersion().equals(HttpVersion.HTTP_1_1)
                && headers.getAll(HttpHeaderNames.HOST).size() == 1
                && (connection == null || HttpHeaderValues.KEEP_ALIVE.contentEqualsIgnoreCase(connection))
                && !hasAny(headers, NOT_PLAIN);
    }

    private static boolean hasAny(HttpHeaders headers, List<CharSequence> names) {
        for (CharSequence name : names) {
            if (headers.contains(name)) {
                return true;
            }
        }
        return false;
    }

    private void send(ChannelHandlerContext context, Pending response) {
        last = response.ended();
        takeAll(context, true);
        int bytes = response.answer().body().readableBytes();
        var _ = context.writeAndFlush(new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1,
                        HttpResponseStatus.OK,
                        response.answer().body(),
                        response.answer().headers(),
                        EmptyHttpHeaders.INSTANCE))
                .addListener(it -> response.ended()
                        .complete(it.isSuccess() ? KeptContent.Ended.SENT : KeptContent.Ended.BROKEN_OFF));
        Duration untilFirstByte = Duration.ofNanos(nanoTime.getAsLong() - response.startNanos());
        response.answer().follow(new KeptContent.Sending(response.request(), bytes, response.ended(), untilFirstByte));
    }

    /**
     * Sets how much the kernel takes before it has sent it. What Armeria sends may still be changed as long as it is
     * here, so the kernel takes little of it. What is sent here does not change: in small pieces it would need a system
     * call for each.
     */
    private void takeAll(ChannelHandlerContext context, boolean all) {
        if (all != takesAll && context.channel() instanceof EpollSocketChannel channel) {
            takesAll = all;
            channel.config().setTcpNotSentLowAt(all ? UNLIMITED : ClipSteering.MAX_UNSENT_BYTES);
        }
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        boolean informational = message instanceof HttpResponse response
                && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
        if (message instanceof LastHttpContent && !(message instanceof FullHttpResponse && informational)) {
            passedOn--;
        }
        var _ = context.write(message, promise);
    }

    /** Armeria knows nothing of what is sent here. */
    @Override
    public void close(ChannelHandlerContext context, ChannelPromise promise) {
        if (last.isDone()) {
            var _ = context.close(promise);
            return;
        }
        var _ = last.copy()
                .orTimeout(MAX_CLOSE_DELAY_SECONDS, TimeUnit.SECONDS)
                .whenCompleteAsync(
                        (_, _) -> {
                            var _ = context.close(promise);
                        },
                        context.executor());
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        if (pending != null) {
            pending.answer().body().release();
            pending.ended().complete(KeptContent.Ended.BROKEN_OFF);
            pending = null;
        }
    }
}
