package dev.starling.edge;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpResponseWriter;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.starling.edge.catalog.PublishedTitle;
import dev.starling.edge.client.Cmsd;
import dev.starling.edge.client.ObjectType;
import dev.starling.edge.delivery.AudioChunk;
import dev.starling.edge.delivery.ChunkSink;
import dev.starling.edge.delivery.IFrameSegment;
import dev.starling.edge.delivery.NamedSegments;
import dev.starling.edge.delivery.RequantisingWorkers;
import dev.starling.edge.manifest.Rendition;
import dev.starling.edge.manifest.VideoTracks;
import dev.starling.edge.path.Connection;
import dev.starling.edge.session.Delivery;
import dev.starling.edge.session.Session;
import dev.starling.edge.shaping.ShapedResponse;
import dev.starling.swarm.cmaf.InitSegment;
import dev.starling.swarm.pack.MappedMember;
import dev.starling.swarm.pack.PackageException;
import dev.starling.swarm.steer.NetworkState;
import dev.starling.swarm.steer.PathMonitor;
import dev.starling.swarm.steer.SoundChoice;
import dev.starling.swarm.title.AudioRendition;
import dev.starling.swarm.title.BlendGroup;
import dev.starling.swarm.title.BlendGroupId;
import dev.starling.swarm.title.Clip;
import dev.starling.swarm.title.Cluster;
import dev.starling.swarm.title.Title;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Answers requests for initialisation and media segments. */
final class MediaService {
    static final String VIDEO_TYPE = "video/mp4";
    private static final String AUDIO_TYPE = "audio/mp4";
    /** Of memory outside the heap, which the JVM limits to the heap's size by default. */
    private static final long MAX_NAMED_BYTES =
            Math.min(256L << 20, Runtime.getRuntime().maxMemory() / 4);

    private final PathLab pathLab;
    private final NamedSegments named;
    private final Metrics metrics;
    private final ErrorLog errors;
    private final LeftOut leftOut;
    private final InstantSource clock;
    private final Executor executor;

    /** @param workers those of the edge */
    MediaService(
            PathLab pathLab,
            RequantisingWorkers workers,
            Metrics metrics,
            ErrorLog errors,
            InstantSource clock,
            Executor executor) {
        this.pathLab = pathLab;
        this.named = new NamedSegments(MAX_NAMED_BYTES, workers, PooledByteBufAllocator.DEFAULT);
        this.metrics = metrics;
        metrics.observe("plans", named::counts);
        this.errors = errors;
        this.leftOut = new LeftOut(metrics, errors);
        this.clock = clock;
        this.executor = executor;
    }

    /** The renditions of a title; a named plan has its parameter sets in band. */
    static VideoTracks tracks(PublishedTitle published, Delivery delivery) {
        return switch (delivery) {
            case STREAMED -> published.tracks();
            case REDIRECTED -> published.tracks().inBand();
        };
    }

    HttpResponse init(PublishedTitle published, Rendition rendition, Delivery delivery) throws IOException {
        return switch (rendition) {
            case Rendition.Video video -> {
                Optional<BlendGroupId> only = tracks(published, delivery).only(video);
                byte[] body = only.isPresent()
                        ? published.videoInit(only.get())
                        : inBandInit(published.tracks().largest(video));
                yield init(VIDEO_TYPE, Answers.FOR_THE_SESSION, body);
            }
            case Rendition.Audio(var audio) -> init(AUDIO_TYPE, Answers.FOR_THE_SESSION, published.audioInit(audio));
            // The configuration of all renditions of a set is the same.
            case Rendition.SteeredAudio(var set) ->
                init(
                        AUDIO_TYPE,
                        Answers.FOR_THE_SESSION,
                        published.audioInit(published
                                .title()
                                .audioSet(set)
                                .orElseThrow()
                                .highest()
                                .id()));
        };
    }

    /** The initialization segment of all named plans of a blend group, which caches may keep. */
    HttpResponse named(PublishedTitle published, BlendGroupId id) {
        return published.title().groups().stream()
                .filter(it -> it.id().equals(id))
                .findFirst()
                .map(group -> init(VIDEO_TYPE, Answers.FOREVER, inBandInit(group)))
                .orElseThrow(() -> new RequestException(HttpStatus.NOT_FOUND, "Not found."));
    }

    private static byte[] inBandInit(BlendGroup group) {
        return InitSegment.video(
                group.pictureSize(), group.parameterSets(), InitSegment.ParameterSetPlace.IN_BAND, Title.TIMESCALE);
    }

    private static HttpResponse init(String type, String cacheControl, byte[] body) {
        return HttpResponse.of(
                Answers.headers(HttpStatus.OK, type, cacheControl)
                        .set(HttpHeaderNames.ACCEPT_RANGES, ByteRanges.UNIT)
                        .set(Cmsd.STATIC, Cmsd.staticData(ObjectType.INIT))
                        .build(),
                HttpData.wrap(body));
    }

    HttpResponse audio(
            PublishedTitle published,
            int clip,
            Rendition.Sound sound,
            Session session,
            ServiceRequestContext context,
            HttpMethod method)
            throws IOException {
        NetworkState network = session.network(clock.instant());
        MappedAudio mapped = mapped(published, clip, sound, network);
        AudioRendition audio = mapped.rendition();
        AudioRendition.AudioSegment segment = audio.segments().get(clip);
        double seconds = (double) segment.frameCount() * AudioRendition.SAMPLES_PER_FRAME / audio.sampleRate();
        ResponseHeadersBuilder start = switch (sound) {
            case Rendition.Audio _ ->
                Answers.headers(HttpStatus.OK, AUDIO_TYPE, Answers.FOR_THE_SESSION)
                        .set(HttpHeaderNames.ACCEPT_RANGES, ByteRanges.UNIT);
            // The next request for the same segment may get another bitrate.
            case Rendition.SteeredAudio _ ->
                Answers.headers(HttpStatus.OK, AUDIO_TYPE, Answers.NO_STORE).set(HttpHeaderNames.ACCEPT_RANGES, "none");
        };
        ResponseHeaders headers = withCmsd(
                        start,
                        Cmsd.segmentData(
                                ObjectType.AUDIO,
                                segment.bytes() * 8 / seconds,
                                Duration.ofNanos((long) (seconds * 1e9)),
                                nextOf(published, clip).filter(_ -> hasSound(audio, clip + 1))),
                        network,
                        Duration.ofNanos(
                                System.nanoTime() - context.log().partial().requestStartTimeNanos()))
                .build();
        ByteBuf chunk = AudioChunk.of(mapped.media(), segment, context.alloc());
        if (method != HttpMethod.HEAD) {
            metrics.countAudio(chunk.readableBytes());
            Connection connection = Connection.of(context);
            if (pathLab == PathLab.ON) {
                return shapedAudio(session, headers, chunk, connection);
            }
            PathMonitor.Counted counted = session.path().beside(connection, connection::tcpInfo);
            CompletableFuture<Void> _ = context.log().whenComplete().thenRun(counted::close);
        }
        return HttpResponse.of(headers, HttpData.wrap(chunk));
    }

    private HttpResponse shapedAudio(Session session, ResponseHeaders headers, ByteBuf chunk, Connection connection) {
        HttpResponseWriter response = HttpResponse.streaming();
        response.write(headers.withMutations(it -> it.contentLength(chunk.readableBytes())));
        ShapedResponse shaped =
                new ShapedResponse(session.shaped(), new ResponseSink(response), connection, clock, executor);
        PathMonitor.Counted counted = session.path().beside(shaped, shaped::tcpInfo);
        executor.execute(() -> {
            try {
                shaped.write(chunk);
                shaped.end();
            } catch (ChunkSink.ClosedException clientGone) {
                response.abort(clientGone);
            } finally {
                counted.close();
            }
        });
        return response;
    }

    private record MappedAudio(AudioRendition rendition, MappedMember media) {}

    /** Where the edge chooses the bitrate, another one stands in for a segment that cannot be read. */
    private MappedAudio mapped(PublishedTitle published, int clip, Rendition.Sound sound, NetworkState network)
            throws IOException {
        List<AudioRendition> candidates = switch (sound) {
            case Rendition.Audio(var id) -> published.title().audio(id).stream().toList();
            case Rendition.SteeredAudio(var id) ->
                SoundChoice.ranked(published.title().audioSet(id).orElseThrow(), network);
        };
        for (AudioRendition candidate : candidates) {
            if (clip >= candidate.segments().size()
                    || candidate.segments().get(clip).frameCount() == 0) {
                throw new RequestException(HttpStatus.NOT_FOUND, "Not found.");
            }
            try {
                return new MappedAudio(candidate, published.audio(candidate.id(), clip));
            } catch (IOException | PackageException e) {
                if (candidate.equals(candidates.getLast())) {
                    throw e;
                }
                errors.warn("left out of the sound of clip " + clip + " of " + published.id(), e);
            }
        }
        throw new IllegalStateException("no rendition of " + sound);
    }

    /** A segment that caches may keep; empty if the clip has no such plan. */
    Optional<HttpResponse> named(PublishedTitle published, Route.Plan asked, RequestHeaders request)
            throws IOException {
        try {
            return named.find(
                            asked.name(),
                            published,
                            lost -> leftOut.count(published, asked.name().clip(), lost))
                    .map(body -> named(asked, request, body));
        } catch (NamedSegments.BusyException busy) {
            return Optional.of(Answers.unavailable("The edge is busy with other blends."));
        }
    }

    /** The same, if it need not be made. */
    Optional<HttpResponse> kept(Route.Plan asked, RequestHeaders request) {
        return named.kept(asked.name()).map(body -> named(asked, request, body));
    }

    /** The bytes of a segment that need not be made; the caller releases them. */
    Optional<ByteBuf> kept(NamedSegments.Name name) {
        return named.kept(name);
    }

    /** The headers of a named segment, but for its length. */
    static ResponseHeadersBuilder planHeaders(NamedSegments.Name name) {
        return Answers.headers(HttpStatus.OK, VIDEO_TYPE, Answers.FOREVER)
                .set(HttpHeaderNames.ACCEPT_RANGES, ByteRanges.UNIT)
                .set(HttpHeaderNames.ETAG, "\"" + name.edition() + "-" + name.clip() + "-" + name.plan() + "\"");
    }

    private static HttpResponse named(Route.Plan asked, RequestHeaders request, ByteBuf body) {
        ResponseHeadersBuilder headers = planHeaders(asked.name());
        if (Answers.matches(request, headers.get(HttpHeaderNames.ETAG, ""))) {
            body.release();
            return HttpResponse.of(headers.status(HttpStatus.NOT_MODIFIED).build());
        }
        return HttpResponse.of(headers.build(), HttpData.wrap(body));
    }

    /**
     * The segment of a track for trick modes. Which member a rung has may change while a title grows; after that,
     * caches may keep the segment.
     */
    HttpResponse iFrames(PublishedTitle published, Rendition.Rung rung, Clip clip, RequestHeaders request)
            throws IOException {
        Cluster cluster = published.tracks().clusters(rung, clip).getFirst();
        String tag = "\"" + published.edition() + "-" + clip.index() + "-idr-" + cluster.id() + "\"";
        boolean growing = published.title().growth().isPresent();
        ResponseHeadersBuilder headers = Answers.headers(
                        HttpStatus.OK, VIDEO_TYPE, growing ? Answers.REVALIDATE : Answers.FOREVER)
                .set(HttpHeaderNames.ACCEPT_RANGES, ByteRanges.UNIT)
                .set(HttpHeaderNames.ETAG, tag);
        if (Answers.matches(request, tag)) {
            return HttpResponse.of(headers.status(HttpStatus.NOT_MODIFIED).build());
        }
        ByteBuf segment = IFrameSegment.of(
                clip,
                published.member(clip, cluster.id()),
                published.title().group(cluster.group()).parameterSets(),
                PooledByteBufAllocator.DEFAULT);
        return HttpResponse.of(headers.build(), HttpData.wrap(segment));
    }

    private static boolean hasSound(AudioRendition audio, int clip) {
        return clip < audio.segments().size() && audio.segments().get(clip).frameCount() > 0;
    }

    /** The relative path of the segment after a clip's. */
    static Optional<String> nextOf(PublishedTitle published, int clip) {
        int next = clip + 1;
        return next < published.title().clips().size() ? Optional.of(next + ".m4s") : Optional.empty();
    }

    /**
     * Headers with what the edge reports to the client.
     *
     * @param delay since the request began
     */
    static ResponseHeadersBuilder withCmsd(
            ResponseHeadersBuilder headers, String staticData, NetworkState network, Duration delay) {
        headers.set(Cmsd.STATIC, staticData);
        headers.set(Cmsd.DYNAMIC, Cmsd.dynamicData(network.bitsPerSecond(), delay, network.roundTrip()));
        return headers;
    }
}
