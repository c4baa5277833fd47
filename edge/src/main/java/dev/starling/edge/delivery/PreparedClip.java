package dev.starling.edge.delivery;

import dev.starling.edge.catalog.PublishedTitle;
import dev.starling.edge.delivery.ClipReport.Decision;
import dev.starling.edge.delivery.ClipReport.Progress;
import dev.starling.edge.delivery.ClipReport.Requested;
import dev.starling.edge.delivery.ClipReport.State;
import dev.starling.edge.delivery.ClipReport.Weighed;
import dev.starling.edge.manifest.Manifests;
import dev.starling.edge.manifest.Rendition;
import dev.starling.edge.path.Connection;
import dev.starling.swarm.profile.PictureSize;
import dev.starling.swarm.steer.BlendPlan;
import dev.starling.swarm.steer.CapabilityVector;
import dev.starling.swarm.steer.ClipSteering;
import dev.starling.swarm.steer.Critic;
import dev.starling.swarm.steer.Mix;
import dev.starling.swarm.steer.NetworkState;
import dev.starling.swarm.steer.Offer;
import dev.starling.swarm.steer.Outcome;
import dev.starling.swarm.steer.PathMonitor;
import dev.starling.swarm.steer.Policy;
import dev.starling.swarm.steer.PolicySettings;
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
    private final BlendPlan plan;
    private final Critic critic;
    private final MappedClip mapped;
    private final byte[] parameterSets;
    private ClipReport report;

    private PreparedClip(BlendPlan plan, Critic critic, MappedClip mapped, byte[] parameterSets, ClipReport report) {
        this.plan = plan;
        this.critic = critic;
        this.mapped = mapped;
        this.parameterSets = parameterSets;
        this.report = report;
    }

    /**
     * Plans a clip. Members and tails that cannot be read are left out of the offer.
     *
     * @param onLost receives the reason for each member or tail that is left out
     * @throws IOException if no member can be read
     */
    public static PreparedClip plan(
            ClipRequest request,
            Policy policy,
            CapabilityVector client,
            NetworkState network,
            Consumer<IOException> onLost)
            throws IOException {
        try {
            return planAll(request, policy, client, network, onLost);
        } catch (LostMemberException lost) {
            Optional<ClipRequest> rest =
                    request.clip().without(lost.member()).map(request::of).filter(ClipRequest::hasMember);
            if (rest.isEmpty()) {
                throw lost;
            }
            onLost.accept(lost);
            return plan(rest.get(), policy, client, network, onLost);
        }
    }

    private static PreparedClip planAll(
            ClipRequest request,
            Policy policy,
            CapabilityVector client,
            NetworkState network,
            Consumer<IOException> onLost)
            throws LostMemberException {
        Offer offer = request.offer(client);
        Mix mix = Mix.of(policy, offer, client, network);
        MappedClip mapped =
                MappedClip.open(request.published(), request.clip(), mix.plan().memberAt(0), onLost);
        BlendPlan plan = mapped.members().plan(mix);
        List<Weighed> clusters = offer.clusters().stream()
                .map(cluster -> new Weighed(
                        cluster.id(),
                        cluster.group(),
                        request.clip().member(cluster.id()).bytes(),
                        request.clip().member(cluster.id()).quality().vmaf(),
                        mix.matrix().relevance(cluster.id()),
                        mix.matrix().weight(cluster.id())))
                .toList();
        Decision decision = decision(request, mapped, plan, NetworkReport.of(network), clusters);
        return of(request, mix.critic(), mapped, decision);
    }

    /**
     * Prepares a clip for a given plan.
     *
     * @param plan a plan of one family that moves only down
     * @throws IOException if the package cannot be read
     * @throws dev.starling.swarm.pack.PackageException if it is damaged
     */
    public static PreparedClip of(PublishedTitle published, Clip clip, BlendPlan plan) throws IOException {
        ClipRequest request = new ClipRequest(published, clip, new Rendition.Group(plan.group()), 0);
        MappedClip mapped = MappedClip.open(published, clip, plan.memberAt(0), lost -> {});
        NetworkReport unknown = NetworkReport.of(NetworkState.UNKNOWN);
        Critic critic = Critic.shortSighted(PolicySettings.DEFAULT);
        return of(request, critic, mapped, decision(request, mapped, plan, unknown, List.of()));
    }

    private static Decision decision(
            ClipRequest request, MappedClip mapped, BlendPlan plan, NetworkReport network, List<Weighed> clusters) {
        PictureSize size = request.published().title().group(plan.group()).pictureSize();
        return new Decision(
                plan.group(),
                size.width(),
                size.height(),
                network,
                clusters,
                plan.spans(),
                mapped.members().outcome(plan));
    }

    private static PreparedClip of(ClipRequest request, Critic critic, MappedClip mapped, Decision decision) {
        Clip clip = request.clip();
        BlendPlan plan = new BlendPlan(decision.group(), decision.plan());
        byte[] parameterSets = request.hasParameterSetsInBand()
                ? request.published()
                        .title()
                        .group(plan.group())
                        .parameterSets()
                        .inBand()
                : new byte[0];
        Requested requested = new Requested(
                clip.index(),
                (double) clip.startTicks() / Title.TIMESCALE,
                clip.seconds(),
                clip.frameCount(),
                Manifests.id(request.rendition()));
        ClipReport report = new ClipReport(request.number(), requested, decision, Progress.begin(plan));
        return new PreparedClip(plan, critic, mapped, parameterSets, report);
    }

    /** The best blend group of a title for a client, judged by the first clip. */
    public static BlendGroupId group(
            PublishedTitle published, Policy policy, CapabilityVector client, NetworkState network) {
        Clip first = published.title().clips().getFirst();
        Offer offer = Offer.of(published.outlooks(), first, Optional.empty(), client);
        return Mix.of(policy, offer, client, network.playing()).plan().group();
    }

    /** The plan. */
    public BlendPlan plan() {
        return plan;
    }

    /** The report of a clip that is delivered as planned by someone else. */
    public ClipReport asPlanned() {
        return report.ended(State.SENT, Optional.of(mapped.members().outcome(plan)), 0);
    }

    /** The report so far. */
    public ClipReport report() {
        return report;
    }

    /**
     * Sends the clip, ends the response, and waits until the client has acknowledged all chunks.
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
                new ClipSteering(mapped.members(), plan, critic),
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
            delivery.drain(sink);
        }
    }
}
