package dev.starling.edge;

import com.linecorp.armeria.common.QueryParams;
import dev.starling.edge.http.KeptContent;
import dev.starling.edge.limits.Shedding;
import dev.starling.edge.manifest.Part;
import dev.starling.edge.manifest.Rendition;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.ReadOnlyHttpHeaders;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * The segments that can be sent at once to clients of HTTP/1.1: those of named plans that are in memory, and clips of
 * sessions by {@link WholeClips}. They are limited and counted like others.
 */
final class KeptSegments implements KeptContent {
    /** RFC 9110, 5.6.7. */
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private final MediaService media;
    private final WholeClips clips;
    private final Shedding shedding;
    private final Stopping stopping;
    private final Metrics metrics;
    private final EdgeSettings settings;
    private final ErrorLog errors;
    private final InstantSource clock;
    private volatile Date date = new Date(Long.MIN_VALUE, "");

    /** A second as text. */
    private record Date(long epochSecond, String text) {}

    KeptSegments(
            MediaService media,
            WholeClips clips,
            Shedding shedding,
            Stopping stopping,
            Metrics metrics,
            EdgeSettings settings,
            ErrorLog errors,
            InstantSource clock) {
        this.media = media;
        this.clips = clips;
        this.shedding = shedding;
        this.stopping = stopping;
        this.metrics = metrics;
        this.settings = settings;
        this.errors = errors;
        this.clock = clock;
    }

    /**
     * A segment that can be sent at once.
     *
     * @param headers those of the response, but for its length, its date, and those of every response
     * @param body whoever sends it releases it
     * @param follow called when all was handed over, with what completes when it is sent
     */
    record Segment(
            Iterable<? extends Map.Entry<? extends CharSequence, String>> headers,
            ByteBuf body,
            Consumer<CompletableFuture<KeptContent.Ended>> follow) {}

    @Override
    public Optional<Answer> find(HttpRequest request, Channel channel, CompletableFuture<Ended> ended) {
        String uri = request.uri();
        int query = uri.indexOf('?');
        String path = query < 0 ? uri : uri.substring(0, query);
        Optional<RouteTable.Found> found = stopping.hasBegun() ? Optional.empty() : RouteTable.find(path);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        QueryParams parameters = query < 0 ? QueryParams.of() : QueryParams.fromQueryString(uri.substring(query + 1));
        Optional<Segment> segment;
        try {
            segment = segment(found.get().route(), request.headers(), parameters, channel);
        } catch (RuntimeException e) {
            errors.error(request.method() + " " + path, e);
            // The service tells the client.
            return Optional.empty();
        }
        if (segment.isPresent() && !shedding.begin(channel, ended)) {
            segment.get().body().release();
            return Optional.empty();
        }
        return segment.map(it -> new Found(it, found.get().pattern(), channel));
    }

    private Optional<Segment> segment(Route route, HttpHeaders headers, QueryParams parameters, Channel channel) {
        if (route instanceof Route.Plan plan) {
            return media.kept(plan.name())
                    .map(body -> new Segment(MediaService.planHeaders(plan.name()), body, _ -> {}));
        }
        if (route instanceof Route.Media asked
                && asked.part() instanceof Part.Segment
                && asked.rendition() instanceof Rendition.Video) {
            return clips.find(asked, ClientData.Head.of(headers, parameters, address(channel)), channel);
        }
        return Optional.empty();
    }

    private static InetAddress address(Channel channel) {
        return ((InetSocketAddress) channel.remoteAddress()).getAddress();
    }

    /** A segment that answers a request. */
    private final class Found implements Answer {
        private final Segment segment;
        private final String pattern;
        private final Channel channel;

        Found(Segment segment, String pattern, Channel channel) {
            this.segment = segment;
            this.pattern = pattern;
            this.channel = channel;
        }

        @Override
        public ByteBuf body() {
            return segment.body();
        }

        @Override
        public HttpHeaders headers() {
            List<CharSequence> pairs = new ArrayList<>();
            addTo(pairs, segment.headers());
            addTo(pairs, Answers.COMMON);
            pairs.add(HttpHeaderNames.CONTENT_LENGTH);
            pairs.add(Integer.toString(segment.body().readableBytes()));
            pairs.add(HttpHeaderNames.DATE);
            pairs.add(date());
            // They are written once and not looked up.
            return new ReadOnlyHttpHeaders(false, pairs.toArray(CharSequence[]::new));
        }

        private static void addTo(
                List<CharSequence> pairs, Iterable<? extends Map.Entry<? extends CharSequence, String>> headers) {
            for (Map.Entry<? extends CharSequence, String> header : headers) {
                if (header.getKey().charAt(0) != ':') {
                    pairs.add(header.getKey());
                    pairs.add(header.getValue());
                }
            }
        }

        @Override
        public void follow(Sending response) {
            shedding.closeUnlessSent(channel, response.ended());
            segment.follow().accept(response.ended());
            Instant start = clock.instant().minus(response.untilFirstByte());
            InetAddress address = address(channel);
            var _ = response.ended().thenRun(() -> {
                metrics.count(pattern, response.bytes(), response.untilFirstByte());
                settings.operations().accessLog().ifPresent(log -> {
                    double seconds = Duration.between(start, clock.instant()).toNanos() / 1e9;
                    log.add(Accesses.entry(
                            response, pattern, settings.proxies(), new Accesses.Times(start, seconds), address));
                });
            });
        }
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
}
