package dev.starling.edge.delivery;

import dev.starling.h264.bits.H264Exception;
import dev.starling.h264.edit.BudgetRequantiser;
import dev.starling.swarm.pack.MappedMember;
import dev.starling.swarm.steer.BlendPlan.OfMember;
import dev.starling.swarm.title.ClusterId;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Requantises the first clip of an edge that may be requantised until the code for that is compiled. Before, it takes
 * several times as long, and would be late for the first viewer whose path collapses. Thread-safe.
 */
final class WarmUp implements AutoCloseable {
    /** After that, more of it hardly makes requantising faster. */
    private static final Duration CPU_TIME = Duration.ofSeconds(3);
    /** So far requantising reaches with every member. */
    private static final double BUDGET_SHARE = 0.75;

    private final AtomicBoolean begun = new AtomicBoolean();
    private volatile boolean closed;
    private final CompletableFuture<Long> ended = new CompletableFuture<>();

    /** Begins with a member, on a thread of its own; without effect if it may not be requantised, or a clip before. */
    void begin(MappedClip clip, ClusterId member) {
        if (begun.get() || clip.members().leastShare(new OfMember(member)) >= 1 || begun.getAndSet(true)) {
            return;
        }
        Thread.ofPlatform().name("requantise-warm-up").daemon().start(() -> ended.complete(run(clip, member)));
    }

    /** Completed with the number of access units that were requantised, never before {@link #begin}. */
    CompletableFuture<Long> ended() {
        return ended;
    }

    private long run(MappedClip clip, ClusterId member) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long made = 0;
        try {
            MappedMember file = clip.file(new OfMember(member));
            List<ByteBuffer> units = new ArrayList<>();
            long bytes = 0;
            for (int i = 0; i < file.accessUnits().size(); i++) {
                ByteBuffer unit = file.bytes(i, i + 1);
                bytes += unit.remaining();
                units.add(unit);
            }
            while (true) {
                BudgetRequantiser requantiser = new BudgetRequantiser(
                        units, clip.parameterSets().sps(), clip.parameterSets().pps(), (long) (BUDGET_SHARE * bytes));
                for (int i = 0; i < requantiser.count(); i++) {
                    if (closed || threads.getCurrentThreadCpuTime() >= CPU_TIME.toNanos()) {
                        return made;
                    }
                    requantiser.next();
                    made++;
                }
            }
        } catch (H264Exception unreadable) {
            // The delivery of this clip tells.
            return made;
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
