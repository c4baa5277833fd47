package dev.starling.edge.delivery;

import dev.starling.edge.delivery.ClipReport.SourceSpan;
import dev.starling.swarm.steer.BlendLevel;
import dev.starling.swarm.steer.BlendPlan;
import dev.starling.swarm.steer.ClipMembers;
import dev.starling.swarm.steer.Outcome;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What follows from the plans of a clip that were made lately: decisions differ from viewer to viewer, and plans
 * hardly. Thread-safe.
 */
final class RecentPlans {
    /** Each takes some kilobytes. Plans that requantise are many and seldom come again. */
    private static final int MAX_PLANS = 16;

    /** Its buffers are freed when nothing refers to them: a chunk that is being sent may be forgotten here. */
    private static final ByteBufAllocator COLLECTED = new UnpooledByteBufAllocator(true, true, false);

    private final Map<BlendPlan, Known> recent = new ConcurrentHashMap<>();

    /** What follows from a plan. */
    static final class Known {
        private final BlendPlan plan;
        private final List<SourceSpan> spans;
        private final Outcome outcome;
        /** By the size of the parameter sets in them. */
        private final Map<Integer, ByteBuf> chunks = new ConcurrentHashMap<>();

        private Known(BlendPlan plan, ClipMembers members) {
            this.plan = plan;
            this.spans = SourceSpan.of(plan);
            this.outcome = members.outcome(plan);
        }

        /** Its spans as they are reported. */
        List<SourceSpan> spans() {
            return spans;
        }

        BlendLevel level() {
            return plan.level();
        }

        /** What it would deliver. */
        Outcome outcome() {
            return outcome;
        }

        /**
         * The clip as one chunk of its plan, whose sources are stored. The media are not copied.
         *
         * @param parameterSets in the chunk: the clip's, or none
         * @return a buffer that the caller releases
         */
        ByteBuf chunk(MappedClip clip, byte[] parameterSets, RequantisingWorkers workers) {
            return chunks.computeIfAbsent(
                            parameterSets.length,
                            _ -> new ChunkWriter(clip, parameterSets, workers, COLLECTED)
                                    .chunk(plan, 0, plan.accessUnits()))
                    .retainedDuplicate();
        }
    }

    /** What follows from a plan of these members. */
    Known known(BlendPlan plan, ClipMembers members) {
        Known known = recent.get(plan);
        if (known == null) {
            known = new Known(plan, members);
            if (recent.size() >= MAX_PLANS) {
                recent.clear();
            }
            recent.put(plan, known);
        }
        return known;
    }
}
