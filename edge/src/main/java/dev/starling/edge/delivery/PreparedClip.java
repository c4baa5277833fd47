package dev.starling.edge.delivery;

import dev.starling.edge.catalog.PublishedTitle;
import dev.starling.edge.delivery.ClipReport.Decision;
import dev.starling.edge.delivery.ClipReport.Progress;
import dev.starling.edge.delivery.ClipReport.Requested;
import dev.starling.edge.delivery.ClipReport.State;
import dev.starling.edge.delivery.ClipReport.Weighed;
import dev.starling.edge.manifest.Rendition;
import dev.starling.edge.path.Connection;
import dev.starling.swarm.steer.BlendPlan;
import dev.starling.swarm.steer.CapabilityVector;
import dev.starling.swarm.steer.ClipSteering;
import dev.starling.swarm.steer.Mix;
import dev.starling.swarm.steer.NetworkState;
import dev.starling.swarm.steer.Offer;
import dev.starling.swarm.steer.Outcome;
import dev.starling.swarm.steer.PathMonitor;
import dev.starling.swarm.steer.Policy;
import dev.starling.swarm.steer.StaticPolicy;
import dev.starling.swarm.title.BlendGroup;
import dev.starling.swarm.title.BlendGroupId;
import dev.starling.swarm.title.Clip;
import dev.starling.swarm.title.Title;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A clip that is planned for one client and mapped. It can be sent once. */
public final class PreparedClip {
    private static final Policy POLICY = new StaticPolicy();

    private final BlendPlan plan;
    private final MappedClip mapped;
    private final byte[] parameterSets;
    private ClipReport report;

    private PreparedClip(BlendPlan plan, MappedClip mapped, byte[] parameterSets, ClipReport report) {
        this.plan = plan;
        this.mapped = mapped;
        this.parameterSets = parameterSets;
        this.report = report;
    }

    /**
     * Plans a clip.
     *
     * @param request the number of the request in the session
     * @throws IOException if the package cannot be read
     * @throws dev.starling.swarm.pack.PackageException if it is damaged
     */
    public static PreparedClip plan(
            PublishedTitle published,
            Clip clip,
            Rendition.Video rendition,
            CapabilityVector client,
            NetworkState network,
            long request)
            throws IOException {
        Mix mix = mix(published.title(), clip, rendition, client, network);
        List<Weighed> clusters = mix.offer().clusters().stream()
                .map(cluster -> new Weighed(
                        cluster.id(),
                        cluster.group(),
                        mix.matrix().relevance(cluster.id()),
                        mix.matrix().weight(cluster.id())))
                .toList();
        MappedClip mapped = MappedClip.open(published, clip, mix.plan().memberAt(0));
        BlendPlan plan = mapped.members().splicePoints().apply(mix.plan());
        return of(published, clip, rendition, plan, mapped, NetworkReport.of(network), clusters, request);
    }

    /**
     * Prepares a clip for a given plan.
     *
     * @param plan a plan of one family that moves only down
     * @throws IOException if the package cannot be read
     * @throws dev.starling.swarm.pack.PackageException if it is damaged
     */
    public static PreparedClip of(PublishedTitle published, Clip clip, BlendPlan plan) throws IOException {
        return of(
                published,
                clip,
                new Rendition.Group(plan.group()),
                plan,
                MappedClip.open(published, clip, plan.memberAt(0)),
                NetworkReport.of(NetworkState.UNKNOWN),
                List.of(),
                0);
    }

    private static PreparedClip of(
            PublishedTitle published,
            Clip clip,
            Rendition.Video rendition,
            BlendPlan plan,
            MappedClip mapped,
            NetworkReport network,
            List<Weighed> clusters,
            long request) {
        BlendGroup group = published.title().group(plan.group());
        byte[] parameterSets =
                rendition instanceof Rendition.Swarm ? group.parameterSets().inBand() : new byte[0];
        Decision decision = new Decision(
                group.id(),
                group.pictureSize().width(),
                group.pictureSize().height(),
                network,
                clusters,
                plan.spans(),
                mapped.members().outcome(plan));
        Requested requested = new Requested(
                clip.index(),
                (double) clip.startTicks() / Title.TIMESCALE,
                clip.seconds(),
                clip.frameCount(),
                switch (rendition) {
                    case Rendition.Swarm() -> "swarm";
                    case Rendition.Group(var id) -> id.value();
                });
        ClipReport report = new ClipReport(request, requested, decision, Progress.begin(plan));
        return new PreparedClip(plan, mapped, parameterSets, report);
    }

    /** The best blend group of a title for a client, judged by the first clip. */
    public static BlendGroupId group(Title title, CapabilityVector client, NetworkState network) {
        return mix(title, title.clips().getFirst(), new Rendition.Swarm(), client, network)
                .plan()
                .group();
    }

    private static Mix mix(
            Title title, Clip clip, Rendition.Video rendition, CapabilityVector client, NetworkState network) {
        Optional<BlendGroupId> within = switch (rendition) {
            case Rendition.Swarm() -> Optional.empty();
            case Rendition.Group(var group) -> Optional.of(group);
        };
        return Mix.of(POLICY, Offer.of(title, clip, within, client), client, network);
    }

    /** The report so far. */
    public ClipReport report() {
        return report;
    }

    /**
     * Sends the clip and waits until the connection has taken all chunks.
     *
     * @param monitor measures the path
     * @param deadline when the client will have played its whole buffer, if known
     * @param onReport receives the report before the first chunk, at every down-move, and at the end
     */
    public void send(
            ChunkSink sink,
            Connection connection,
            PathMonitor monitor,
            Optional<Instant> deadline,
            ByteBufAllocator allocator,
            InstantSource clock,
            Consumer<ClipReport> onReport) {
        Instant start = clock.instant();
        onReport.accept(report);
        ClipDelivery delivery = new ClipDelivery(
                new ClipSteering(mapped.members(), plan),
                new ChunkWriter(mapped, parameterSets, allocator),
                monitor,
                connection,
                deadline,
                clock);
        State state = State.ABORTED;
        Optional<Outcome> actual = Optional.empty();
        try {
            BlendPlan delivered = delivery.send(sink, (moved, carriedOut) -> {
                report = report.movedDown(carriedOut, moved);
                onReport.accept(report);
            });
            state = State.SENT;
            actual = Optional.of(mapped.members().outcome(delivered));
        } catch (ChunkSink.ClosedException clientGone) {
            actual = Optional.empty();
        } finally {
            double seconds = Duration.between(start, clock.instant()).toNanos() / 1e9;
            report = report.ended(state, actual, seconds);
            onReport.accept(report);
        }
    }
}
