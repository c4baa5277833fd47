package dev.starling.edge;

import com.linecorp.armeria.common.ResponseHeadersBuilder;
import dev.starling.edge.delivery.NamedSegments;
import dev.starling.edge.http.KeptContent;
import dev.starling.edge.limits.Shedding;
import dev.starling.swarm.title.BlendGroupId;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The segments of named plans that are in memory, for clients of HTTP/1.1. They are limited and counted like others.
 */
final class KeptPlans implements KeptContent {
    /** RFC 9110, 5.6.7. */
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    /** The route, for metrics: that of all plans. */
    private static final String PATTERN =
            new Route.Plan("", new NamedSegments.Name("", new BlendGroupId("0"), 0, "")).pattern();

    private final MediaService media;
    private final Shedding shedding;
    private final Stopping stopping;
    private final Metrics metrics;
    private final EdgeSettings settings;
    private final InstantSource clock;
    private volatile Date date = new Date(Long.MIN_VALUE, "");

    /** A second as text. */
    private record Date(long epochSecond, String text) {}

    KeptPlans(
            MediaService media,
            Shedding shedding,
            Stopping stopping,
            Metrics metrics,
            EdgeSettings settings,
            InstantSource clock) {
        this.media = media;
        this.shedding = shedding;
        this.stopping = stopping;
        this.metrics = metrics;
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public Optional<Answer> find(HttpRequest request, Channel channel, CompletableFuture<Void> sent) {
        String uri = request.uri();
        int query = uri.indexOf('?');
        String path = query < 0 ? uri : uri.substring(0, query);
        if (stopping.hasBegun() || !(Route.of(path).orElse(null) instanceof Route.Plan plan)) {
            return Optional.empty();
        }
        Optional<ByteBuf> body = media.kept(plan.name());
        if (body.isPresent() && !shedding.begin(channel, sent)) {
            body.get().release();
            return Optional.empty();
        }
        return body.map(it -> new Answer(headers(plan, it.readableBytes()), it));
    }

    private HttpHeaders headers(Route.Plan plan, int length) {
        ResponseHeadersBuilder given = MediaService.planHeaders(plan.name()).set(Answers.COMMON);
        HttpHeaders headers =
                DefaultHttpHeadersFactory.headersFactory().withValidation(false).newHeaders();
        for (Map.Entry<? extends CharSequence, String> header : given) {
            if (header.getKey().charAt(0) != ':') {
                headers.add(header.getKey(), header.getValue());
            }
        }
        return headers.set(HttpHeaderNames.CONTENT_LENGTH, length).set(HttpHeaderNames.DATE, date());
    }

    private String date() {
        Instant now = clock.instant();
        Date known = date;
        if (known.epochSecond() != now.getEpochSecond()) {
            known = new Date(now.getEpochSecond(), DATE.format(now));
            date = known;
        }
        return known.text();
    }

    @Override
    public void follow(Sending response, Channel channel) {
        shedding.closeUnlessSent(channel, response.sent());
        Instant start = clock.instant().minus(response.untilFirstByte());
        InetAddress address = ((InetSocketAddress) channel.remoteAddress()).getAddress();
        var _ = response.sent().thenRun(() -> {
            metrics.count(PATTERN, response.bytes(), response.untilFirstByte());
            settings.operations().accessLog().ifPresent(log -> {
                double seconds = Duration.between(start, clock.instant()).toNanos() / 1e9;
                log.add(Accesses.entry(
                        response, PATTERN, settings.proxies(), new Accesses.Times(start, seconds), address));
            });
        });
    }
}
