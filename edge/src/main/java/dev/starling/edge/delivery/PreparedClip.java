package dev.starling.edge.delivery;

import dev.starling.edge.catalog.PublishedTitle;
import dev.starling.edge.delivery.ClipReport.Decision;
import dev.starling.edge.delivery.ClipReport.Ended;
import dev.starling.edge.delivery.ClipReport.Progress;
import dev.starling.edge.delivery.ClipReport.Requested;
import dev.starling.edge.delivery.ClipReport.Weighed;
import dev.starling.edge.manifest.Manifests;
import dev.starling.edge.manifest.Rendition;
import dev.starling.edge.path.Connection;
import dev.starling.swarm.profile.PictureSize;
import dev.starling.swarm.steer.BlendPlan;
import dev.starling.swarm.steer.BlendPlan.OfRows;
import dev.starling.swarm.steer.BlendPlan.Span;
import dev.starling.swarm.steer.BlendPlan.Stored;
import dev.starling.swarm.steer.CapabilityVector;
import dev.starling.swarm.steer.ClipSteering;
import dev.starling.swarm.steer.ClipSteering.Step;
import dev.starling.swarm.steer.ClipSteering.Step.DownMoved;
import dev.starling.swarm.steer.Critic;
import dev.starling.swarm.steer.Mix;
import dev.starling.swarm.steer.NetworkState;
import dev.starling.swarm.steer.Offer;
import dev.starling.swarm.steer.PathMonitor;
import dev.starling.swarm.steer.Policy;
import dev.starling.swarm.steer.PolicySettings;
import dev.starling.swarm.title.BlendGroupId;
import dev.starling.swarm.title.Clip;
import dev.starling.swarm.title.Cluster;
import dev.starling.swarm.title.Member;
import dev.starling.swarm.title.RowBlend;
import dev.starling.swarm.title.Title;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** A clip that is planned for one client and mapped. It can be sent once. */
public final class PreparedClip {
    private final BlendPlan plan;
    private final Critic critic;
    private final MappedClip mapped;
    private final byte[] parameterSets;
    private final RequantisingWorkers workers;
    private ClipReport report;

    private PreparedClip(
            BlendPlan plan,
            Critic critic,
            MappedClip mapped,
            byte[] parameterSets,
            RequantisingWorkers workers,
            ClipReport report) {
        this.workers = workers;
        this.plan = plan;
        this.critic = critic;
        this.mapped = mapped;
        this.parameterSets = parameterSets;
        this.report = report;
    }

    /**
     * Plans a clip. Members and tails that cannot be read are left out of the offer.
     *
     * @param blending what the delivery may do
     * @param onLost receives the reason for each member or tail that is left out
     * @throws IOException if no member can be read
     */
    public static PreparedClip plan(
            ClipRequest request,
            Policy policy,
            CapabilityVector client,
            NetworkState network,
            Blending blending,
            Consumer<IOException> onLost)
            throws IOException {
        try {
            return planAll(request, policy, client, network, blending, onLost);
        } catch (LostMemberException lost) {
            Optional<ClipRequest> rest =
                    request.clip().without(lost.member()).map(request::of).filter(ClipRequest::hasMember);
            if (rest.isEmpty()) {
                throw lost;
            }
            onLost.accept(lost);
            return plan(rest.get(), policy, client, network, blending, onLost);
        }
    }

    /**
     * Plans a clip that was sent lately, in less than a millisecond.
     *
     * @return empty if it was not, or planning or making the clip would take longer: its plan has rows that must be
     *     checked, or requantised access units
     */
    public static Optional<PreparedClip> planMapped(
            ClipRequest request, Policy policy, CapabilityVector client, NetworkState network, Blending blending) {
        Offer offer = request.offer(client);
        if (!offer.hasOutlook(policy.settings(), network)) {
            return Optional.empty();
        }
        Mix mix = Mix.of(policy, offer, client, network);
        return blending.known(request.published(), request.clip(), mix.cluster().id())
                .flatMap(mapped -> {
                    BlendPlan plan = mapped.members().plan(mix);
                    boolean stored = plan.spans().stream().allMatch(span -> span.source() instanceof Stored);
                    return stored
                            ? Optional.of(planned(request, mix, mapped, plan, network, blending))
                            : Optional.empty();
                });
    }

    private static PreparedClip planAll(
            ClipRequest request,
            Policy policy,
            CapabilityVector client,
            NetworkState network,
            Blending blending,
            Consumer<IOException> onLost)
            throws LostMemberException {
        Offer offer = request.offer(client);
        Mix mix = Mix.of(policy, offer, client, network);
        MappedClip mapped =
                blending.open(request.published(), request.clip(), mix.cluster().id(), onLost);
        BlendPlan plan = agreeing(mapped, mapped.members().plan(mix), onLost);
        return planned(request, mix, mapped, plan, network, blending);
    }

    private static PreparedClip planned(
            ClipRequest request, Mix mix, MappedClip mapped, BlendPlan plan, NetworkState network, Blending blending) {
        Offer offer = mix.offer();
        Weighed[] clusters = new Weighed[offer.clusters().size()];
        for (int i = 0; i < clusters.length; i++) {
            Cluster cluster = offer.clusters().get(i);
            Member member = offer.member(i);
            clusters[i] = new Weighed(
                    cluster.id(),
                    cluster.group(),
                    member.bytes(),
                    member.quality().vmaf(),
                    mix.matrix().relevance(cluster.id()),
                    mix.matrix().weight(cluster.id()));
        }
        Weights weights = new Weights(List.of(clusters), OptionalLong.of(mix.budgetBytes()));
        return of(request, mix.critic(), mapped, plan, decision(request, mapped, plan, network, weights), blending);
    }

    /** The clusters' weights and the budget that follows from them. */
    private record Weights(List<Weighed> clusters, OptionalLong budgetBytes) {}

    /** The plan, with the lower member in the place of rows that do not make one picture. */
    private static BlendPlan agreeing(MappedClip mapped, BlendPlan plan, Consumer<IOException> onLost) {
        BlendPlan agreeing = plan;
        for (Span span : plan.spans()) {
            if (span.source() instanceof OfRows(RowBlend rows)) {
                Optional<String> difference = RowAgreement.difference(mapped, rows);
                if (difference.isPresent()) {
                    onLost.accept(new IOException("rows of " + rows.higher() + " and " + rows.lower()
                            + " do not make one picture: " + difference.get()));
                    agreeing = agreeing.downFrom(span.from(), rows.lower());
                }
            }
        }
        return agreeing;
    }

    /**
     * Prepares a clip for a given plan.
     *
     * @param plan a plan of one family that moves only down
     * @throws IOException if the package cannot be read
     * @throws dev.starling.swarm.pack.PackageException if it is damaged
     */
    public static PreparedClip of(PublishedTitle published, Clip clip, BlendPlan plan, Blending blending)
            throws IOException {
        ClipRequest request = new ClipRequest(published, clip, new Rendition.Group(plan.group()), 0);
        MappedClip mapped = blending.open(published, clip, plan.memberAt(0), lost -> {});
        BlendPlan agreeing = agreeing(mapped, plan, lost -> {});
        Critic critic = Critic.shortSighted(PolicySettings.DEFAULT);
        Decision decision =
                decision(request, mapped, agreeing, NetworkState.UNKNOWN, new Weights(List.of(), OptionalLong.empty()));
        return of(request, critic, mapped, agreeing, decision, blending);
    }

    private static Decision decision(
            ClipRequest request, MappedClip mapped, BlendPlan plan, NetworkState network, Weights weights) {
        PictureSize size = request.published().title().group(plan.group()).pictureSize();
        RecentPlans.Known known = mapped.recent().known(plan, mapped.members());
        return new Decision(
                plan.group(),
                size.width(),
                size.height(),
                NetworkReport.of(network),
                weights.clusters(),
                known.spans(),
                known.level(),
                weights.budgetBytes(),
                known.outcome());
    }

    private static PreparedClip of(
            ClipRequest request,
            Critic critic,
            MappedClip mapped,
            BlendPlan plan,
            Decision decision,
            Blending blending) {
        Clip clip = request.clip();
        byte[] parameterSets =
                request.hasParameterSetsInBand() ? mapped.parameterSets().inBand() : new byte[0];
        Requested requested = new Requested(
                clip.index(),
                (double) clip.startTicks() / Title.TIMESCALE,
                clip.seconds(),
                clip.frameCount(),
                Manifests.id(request.rendition()));
        ClipReport report = new ClipReport(request.number(), requested, decision, Progress.begin(decision.plan()));
        return new PreparedClip(plan, critic, mapped, parameterSets, blending.workers(), report);
    }

    /** The best blend group of a title for a client, judged by the first clip. */
    public static BlendGroupId group(
            PublishedTitle published, Policy policy, CapabilityVector client, NetworkState network) {
        Clip first = published.title().clips().getFirst();
        Offer offer = Offer.of(published.outlooks(), first, Optional.empty(), client);
        return Mix.of(policy, offer, client, network.playing()).cluster().group();
    }

    /** The plan. */
    public BlendPlan plan() {
        return plan;
    }

    /** The report of a clip that is delivered as planned by someone else. */
    public ClipReport asPlanned() {
        return report.sentAsDecided(new Ended(0, 0));
    }

    /** The report so far. */
    public ClipReport report() {
        return report;
    }

    /**
     * Makes the clip in one piece, if the path carries it before anything could be decided again.
     *
     * @param path the connection when the request came
     * @param monitor measures the path
     * @param deadline when the client will have played its whole buffer, if known
     * @return the delivery, of which nothing is sent
     */
    public Optional<WholeDelivery> whole(
            Connection.Looked path, PathMonitor monitor, Optional<Instant> deadline, InstantSource clock) {
        if (!ClipSteering.isOneChunk(report.decision().predicted().bytes(), monitor.currentBitsPerSecond())) {
            return Optional.empty();
        }
        PathMonitor.Transfer transfer = monitor.transfer(path.connection(), path.tcpInfo());
        Optional<Step> first =
                new ClipSteering(mapped.members(), plan, critic).next(clock.instant(), transfer.path(), deadline);
        if (!first.equals(Optional.of(new Step.Chunk(0, mapped.members().accessUnits())))) {
            return Optional.empty();
        }
        ByteBuf body = mapped.recent().known(plan, mapped.members()).chunk(mapped, parameterSets, workers);
        return Optional.of(new WholeDelivery(body, report, new WholeDelivery.Path(path.connection(), transfer), clock));
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
                new ChunkWriter(mapped, parameterSets, workers, allocator),
                monitor,
                connection,
                deadline,
                clock);
        Optional<BlendPlan> delivered = Optional.empty();
        try {
            delivered = Optional.of(delivery.send(sink, new ClipDelivery.Changes() {
                @Override
                public void movedDown(DownMoved moved, BlendPlan carriedOut) {
                    report = report.movedDown(carriedOut, moved);
                    onReport.accept(report);
                }

                @Override
                public void movedBack(int accessUnit, BlendPlan carriedOut) {
                    report = report.movedBack(carriedOut, accessUnit);
                    onReport.accept(report);
                }
            }));
        } catch (ChunkSink.ClosedException clientGone) {
            // The report tells.
        } finally {
            Ended ended = new Ended(
                    Duration.between(start, clock.instant()).toNanos() / 1e9,
                    delivery.requantisingTime().toNanos() / 1e9);
            report = delivered
                    .map(plan -> report.sent(
                            plan,
                            mapped.members()
                                    .outcome(
                                            delivery.mediaBytes(),
                                            mapped.members().outcome(plan).quality()),
                            ended))
                    .orElseGet(() -> report.aborted(ended));
            onReport.accept(report);
            delivery.drain(sink);
        }
    }
}
