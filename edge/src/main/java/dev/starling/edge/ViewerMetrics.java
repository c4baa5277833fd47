package dev.starling.edge;

import dev.starling.edge.catalog.CacheCounts;
import dev.starling.edge.delivery.ClipReport;
import dev.starling.edge.delivery.ClipReport.SourceSpan;
import dev.starling.edge.fleet.FleetTotals;
import dev.starling.edge.session.Experience;
import dev.starling.swarm.steer.BlendLevel;
import dev.starling.swarm.steer.Outcome;
import dev.starling.swarm.steer.Reward;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.TimeUnit;

/** The metrics of what viewers get: clips, their quality and how they were made, start-up and stalls. */
final class ViewerMetrics {
    /** The buckets of start-up times: from what nobody notices to what few wait for. */
    private static final Duration[] START_UPS = {
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(2),
        Duration.ofSeconds(4),
        Duration.ofSeconds(8)
    };
    /** The buckets of VMAF. */
    private static final double[] QUALITIES = {20, 40, 60, 70, 80, 85, 90, 95};

    private final MeterRegistry registry;
    private final Counter clipsSent;
    private final Counter clipsAborted;
    private final Counter downMoves;
    private final Counter videoBytes;
    private final Counter mediaSeconds;
    private final Counter requantising;
    private final Map<BlendLevel, Counter> byLevel = new EnumMap<>(BlendLevel.class);
    private final DistributionSummary vmaf;
    private final Timer startUps;
    private final Counter stalls;
    private final Counter stallSeconds;
    private final Counter watchedSeconds;
    private final Counter leftOut;
    private final Counter notRequantised;
    private FleetTotals.Rewards rewards = FleetTotals.Rewards.NONE;

    ViewerMetrics(MeterRegistry registry) {
        this.registry = registry;
        clipsSent = counter("starling.clips.sent", "Clips sent whole.");
        clipsAborted = counter("starling.clips.aborted", "Clips that the client did not take whole.");
        downMoves = counter("starling.down.moves", "Down-moves while a clip was in flight.");
        videoBytes = counter("starling.video.bytes", "Bytes of access units in clips sent whole.");
        mediaSeconds = counter("starling.media.seconds", "Seconds of media in clips sent whole.");
        requantising = counter("starling.requantising.cpu.seconds", "Processor seconds of requantising access units.");
        for (BlendLevel level : BlendLevel.values()) {
            byLevel.put(
                    level,
                    Counter.builder("starling.clips.blended")
                            .description("Clips sent whole, by the finest level that they were blended at.")
                            .tag("level", level.toString())
                            .register(registry));
        }
        vmaf = DistributionSummary.builder("starling.clip.vmaf")
                .description("VMAF of clips sent whole.")
                .serviceLevelObjectives(QUALITIES)
                .register(registry);
        startUps = Timer.builder("starling.startup")
                .description("Seconds from the command to play to the first picture, as players tell.")
                .serviceLevelObjectives(START_UPS)
                .register(registry);
        stalls = counter("starling.stalls", "Stalls, as players tell.");
        stallSeconds = counter("starling.stall.seconds", "Seconds of stalls, as players tell.");
        watchedSeconds = counter(
                "starling.watched.seconds", "Seconds of media that were delivered to players that tell of stalls.");
        leftOut = fallbacks("left_out");
        notRequantised = fallbacks("requantising");
    }

    private Counter counter(String name, String description) {
        return Counter.builder(name).description(description).register(registry);
    }

    private Counter fallbacks(String reason) {
        return Counter.builder("starling.plan.fallbacks")
                .description("Plans that could not be made or carried out as they were meant.")
                .tag("reason", reason)
                .register(registry);
    }

    /** Counts what a viewer has experienced since the last count. */
    void count(Experience more) {
        more.startSeconds().ifPresent(it -> startUps.record(Duration.ofNanos((long) (it * 1e9))));
        stalls.increment((double) more.stalls());
        stallSeconds.increment(more.stallSeconds());
        watchedSeconds.increment(more.watchedSeconds());
    }

    /** Counts the reward of a clip. */
    synchronized void count(Reward reward) {
        rewards = new FleetTotals.Rewards(rewards.clips() + 1, rewards.sum().plus(reward));
    }

    private synchronized FleetTotals.Rewards rewards() {
        return rewards;
    }

    /** What viewers have got so far. */
    FleetTotals totals(FleetTotals.Bytes bytes, double cpuSeconds, SortedMap<String, CacheCounts> caches) {
        Map<BlendLevel, Long> levels = new EnumMap<>(BlendLevel.class);
        byLevel.forEach((level, counter) -> levels.put(level, (long) counter.count()));
        return new FleetTotals(
                new FleetTotals.Delivered(
                        (long) clipsSent.count(),
                        (long) clipsAborted.count(),
                        (long) downMoves.count(),
                        mediaSeconds.count(),
                        vmaf.totalAmount()),
                new FleetTotals.Experienced(
                        startUps.count(),
                        startUps.totalTime(TimeUnit.NANOSECONDS) / 1e9,
                        (long) stalls.count(),
                        stallSeconds.count(),
                        watchedSeconds.count()),
                bytes,
                levels,
                new FleetTotals.Cost(cpuSeconds, requantising.count()),
                caches,
                rewards());
    }

    /** Bytes of access units in clips sent whole. */
    long videoBytes() {
        return (long) videoBytes.count();
    }

    /** Counts a member, tail or pair of rows that could not be used. */
    void countLeftOut() {
        leftOut.increment();
    }

    /** Counts a clip when its delivery has ended. */
    void count(ClipReport report) {
        switch (report.progress().state()) {
            case SENDING -> {
                return;
            }
            case SENT -> clipsSent.increment();
            case ABORTED -> clipsAborted.increment();
        }
        downMoves.increment(report.progress().downMoves().size());
        report.progress().requantisingSeconds().ifPresent(requantising::increment);
        report.progress().actual().ifPresent(outcome -> countSent(report, outcome));
    }

    private void countSent(ClipReport report, Outcome outcome) {
        videoBytes.increment((double) outcome.bytes());
        mediaSeconds.increment(report.requested().seconds());
        vmaf.record(outcome.quality().vmaf());
        Counter level = byLevel.get(level(report.progress()));
        if (level != null) {
            level.increment();
        }
        if (isStoredInstead(report)) {
            notRequantised.increment();
        }
    }

    /** The finest level of what was delivered; several members make it a blend of frames. */
    static BlendLevel level(ClipReport.Progress progress) {
        BlendLevel finest = BlendLevel.GOP;
        for (SourceSpan span : progress.delivered()) {
            finest = span.level().compareTo(finest) > 0 ? span.level() : finest;
        }
        return finest == BlendLevel.GOP && progress.delivered().size() > 1 ? BlendLevel.FRAME : finest;
    }

    /** Whether access units that the plan requantises were sent as they are stored, without a down-move. */
    private static boolean isStoredInstead(ClipReport report) {
        int moved = report.requested().accessUnits();
        for (ClipReport.Move move : report.progress().downMoves()) {
            moved = Math.min(moved, move.accessUnit());
        }
        return requantised(report.decision().plan(), moved)
                > requantised(report.progress().delivered(), moved);
    }

    /** How many access units before a given one are requantised. */
    private static int requantised(Iterable<SourceSpan> spans, int until) {
        int count = 0;
        for (SourceSpan span : spans) {
            if (span.maxBytes().isPresent()) {
                count += Math.max(0, Math.min(span.until(), until) - span.from());
            }
        }
        return count;
    }
}
