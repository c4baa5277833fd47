package dev.starling.benchmarks;

import dev.starling.benchmarks.DeliveredClips.Delivered;
import dev.starling.edge.catalog.Catalog;
import dev.starling.edge.catalog.PublishedTitle;
import dev.starling.edge.delivery.Blending;
import dev.starling.edge.delivery.ClipReport;
import dev.starling.edge.delivery.ClipRequest;
import dev.starling.edge.delivery.PreparedClip;
import dev.starling.edge.delivery.RequantisingWorkers;
import dev.starling.edge.manifest.Rendition;
import dev.starling.media.clip.ClipLengths;
import dev.starling.media.clip.ClipReader;
import dev.starling.media.clip.SourceClip;
import dev.starling.media.decoding.MediaLimits;
import dev.starling.media.decoding.VideoReader;
import dev.starling.quality.VmafModel;
import dev.starling.swarm.steer.Bandwidth;
import dev.starling.swarm.steer.BlendLevel;
import dev.starling.swarm.steer.BlendPlan;
import dev.starling.swarm.steer.BlendPlan.OfMember;
import dev.starling.swarm.steer.BlendPlan.Requantised;
import dev.starling.swarm.steer.CapabilityVector;
import dev.starling.swarm.steer.ClipMembers;
import dev.starling.swarm.steer.Levels;
import dev.starling.swarm.steer.NetworkState;
import dev.starling.swarm.steer.PolicySettings;
import dev.starling.swarm.steer.StaticPolicy;
import dev.starling.swarm.title.Clip;
import dev.starling.swarm.title.Cluster;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Delivers the clips of a package at many throughputs with one blend level at a time, and compares what was sent with
 * the budget of the weights, and its quality with the atlas' prediction. The weights are those of a high temperature,
 * so that budgets lie between the members. Then sends each member whole and requantised to given shares of its bytes,
 * because no plan above the lowest member does that. Prints one JSON object for each clip whose plan uses the level.
 *
 * <pre>
 *   java … dev.starling.benchmarks.LevelBudgets VIDEO PACKAGE [LEVEL]…
 * </pre>
 *
 * <p>Without levels, all.
 */
public final class LevelBudgets {
    private static final double TEMPERATURE = 12;
    private static final double MIN_BITS_PER_SECOND = 200_000;
    private static final int THROUGHPUTS = 16;
    private static final Duration BUFFER = Duration.ofSeconds(8);
    private static final List<Double> SHARES = List.of(0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.6, 0.5, 0.4, 0.3);

    private final PublishedTitle published;
    private final SegmentQuality quality;
    private final List<SourceClip> sources;
    private final StaticPolicy policy;
    private final RequantisingWorkers workers;

    private LevelBudgets(PublishedTitle published, List<SourceClip> sources, RequantisingWorkers workers) {
        this.published = published;
        this.quality = new SegmentQuality(published, VmafModel.starlingFit());
        this.sources = sources;
        this.workers = workers;
        PolicySettings settings = PolicySettings.DEFAULT;
        this.policy = new StaticPolicy(new PolicySettings(
                settings.format(),
                settings.version(),
                TEMPERATURE,
                settings.budgetSlack(),
                settings.prices(),
                settings.horizons(),
                settings.path()));
    }

    /** Delivers a package. */
    public static void main(String[] args) throws IOException {
        if (args.length < 2) {
            System.err.println("usage: LevelBudgets VIDEO PACKAGE [LEVEL]…");
            System.exit(2);
        }
        Set<BlendLevel> levels = args.length == 2
                ? EnumSet.allOf(BlendLevel.class)
                : Arrays.stream(args)
                        .skip(2)
                        .map(it -> BlendLevel.valueOf(it.toUpperCase(Locale.ROOT)))
                        .collect(Collectors.toSet());
        List<SourceClip> sources = new ArrayList<>();
        try (RequantisingWorkers workers = RequantisingWorkers.ofMachine();
                ClipReader clips = new ClipReader(
                        VideoReader.open(Path.of(args[0]), MediaLimits.DEFAULT, 1), ClipLengths.DEFAULT)) {
            for (Optional<SourceClip> clip = clips.next(); clip.isPresent(); clip = clips.next()) {
                sources.add(clip.get());
            }
            PublishedTitle published = new Catalog(Path.of(args[1])).titles().getFirst();
            LevelBudgets benchmark = new LevelBudgets(published, sources, workers);
            for (BlendLevel level : levels) {
                for (int i = 0; i < THROUGHPUTS; i++) {
                    benchmark.deliver(level, MIN_BITS_PER_SECOND * Math.pow(2, i / 4.0));
                }
            }
            if (levels.contains(BlendLevel.COEFFICIENT)) {
                benchmark.requantise();
            }
        } finally {
            sources.forEach(SourceClip::close);
        }
    }

    private void deliver(BlendLevel level, double bitsPerSecond) throws IOException {
        Blending blending = new Blending(new Levels(EnumSet.of(level)), workers);
        NetworkState network = new NetworkState(
                Optional.of(new Bandwidth(bitsPerSecond, bitsPerSecond, 0.35, Bandwidth.Knowledge.MEASURED)),
                Optional.empty(),
                Optional.empty(),
                OptionalDouble.empty(),
                Optional.of(BUFFER),
                Optional.empty(),
                OptionalDouble.empty());
        for (Clip clip : published.title().clips()) {
            PreparedClip prepared = PreparedClip.plan(
                    new ClipRequest(published, clip, new Rendition.Swarm(), 1),
                    policy,
                    CapabilityVector.UNKNOWN,
                    network,
                    blending,
                    lost -> {
                        throw new IllegalStateException(lost);
                    });
            ClipReport.Decision decision = prepared.report().decision();
            if (decision.level() == level) {
                Delivered delivered = DeliveredClips.send(prepared);
                print(level, bitsPerSecond, clip, decision.budgetBytes().orElse(0), delivered);
            }
        }
    }

    /** Sends the members of which the atlas knows what requantising leaves: whole, and requantised. */
    private void requantise() throws IOException {
        for (Clip clip : published.title().clips()) {
            for (Cluster cluster : published.title().clustersOf(clip)) {
                requantise(clip, cluster);
            }
        }
    }

    private void requantise(Clip clip, Cluster cluster) throws IOException {
        Blending blending = new Blending(Levels.ALL, workers);
        ClipMembers members = DeliveredClips.members(published, clip, cluster.id());
        long whole = clip.member(cluster.id()).bytes();
        List<BlendPlan> plans = SHARES.stream()
                .map(share -> BlendPlan.whole(
                        cluster.group(),
                        new Requantised(new OfMember(cluster.id()), Math.round(whole * share)),
                        clip.frameCount()))
                .filter(members::permits)
                .toList();
        if (!plans.isEmpty()) {
            BlendPlan plan = BlendPlan.whole(cluster.group(), cluster.id(), clip.frameCount());
            print(clip, whole, DeliveredClips.send(PreparedClip.of(published, clip, plan, blending)));
        }
        for (BlendPlan plan : plans) {
            Delivered delivered = DeliveredClips.send(PreparedClip.of(published, clip, plan, blending));
            boolean late = delivered.report().progress().delivered().stream()
                    .noneMatch(it -> it.level() == BlendLevel.COEFFICIENT);
            if (late) {
                System.err.println("sent as it is stored, because requantising came late: " + plan);
            } else {
                print(clip, members.bytes(plan, 0, clip.frameCount()), delivered);
            }
        }
    }

    /** Prints a clip of a given size. */
    private void print(Clip clip, long bytes, Delivered delivered) throws IOException {
        BlendLevel level = delivered.report().decision().level();
        print(level, bytes * 8 / clip.seconds(), clip, bytes, delivered);
    }

    private void print(BlendLevel level, double bitsPerSecond, Clip clip, long budget, Delivered delivered)
            throws IOException {
        ClipReport.Decision decision = delivered.report().decision();
        ClipReport.Progress progress = delivered.report().progress();
        System.out.printf(
                Locale.ROOT,
                "{\"level\":\"%s\",\"throughput\":%.0f,\"clip\":%d,\"member\":\"%s\",\"budget\":%d,\"predicted\":%d,"
                        + "\"sent\":%d,\"vmafPredicted\":%.2f,\"vmaf\":%.2f,\"requantisingSeconds\":%.3f}%n",
                level,
                bitsPerSecond,
                clip.index(),
                decision.plan().getFirst().member(),
                budget,
                decision.predicted().bytes(),
                progress.actual().orElseThrow().bytes(),
                decision.predicted().quality().vmaf(),
                quality.vmaf(
                        sources.get(clip.index()),
                        clip,
                        decision.plan().getFirst().member(),
                        delivered.segment().array()),
                progress.requantisingSeconds().orElse(0));
    }
}
