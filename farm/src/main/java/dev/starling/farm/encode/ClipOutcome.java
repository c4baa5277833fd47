package dev.starling.farm.encode;

import dev.starling.farm.SwarmPlan.Centroid;
import dev.starling.farm.executor.Results.Origin;
import dev.starling.farm.task.ClipFacts;
import dev.starling.farm.task.MeasureTailTask;
import dev.starling.farm.task.MeasureTask;
import dev.starling.h264.syntax.AvcDecoderConfigurationRecord;
import dev.starling.swarm.title.BlendPoint;
import dev.starling.swarm.title.Member;
import dev.starling.swarm.title.SoftAssignment;
import dev.starling.swarm.title.Title;
import java.time.Duration;
import java.util.List;

/**
 * The finished work on a clip; the bytes of its members are in the store.
 *
 * @param facts the clip
 * @param encodings one for each cluster, in the title's order
 * @param assignment the probability of every cluster
 * @param delivered the encodings that go into the package, in the title's order
 * @param tails the tails of delivered encodings: the atlas
 * @param refusedTails how many tails were refused, because they do not continue their members
 */
record ClipOutcome(
        ClipFacts facts,
        List<Encoding> encodings,
        SoftAssignment assignment,
        List<Encoding> delivered,
        List<TailEncoding> tails,
        int refusedTails) {
    /**
     * One measured encoding of the clip.
     *
     * @param centroid its cluster
     * @param task the task that measured it, which refers to the task that encoded it
     * @param configuration the parameter sets, equal within the blend group
     * @param member its entry in the package
     * @param cpuTime processor time of the encode
     * @param origin whether this run made it
     */
    record Encoding(
            Centroid centroid,
            MeasureTask task,
            AvcDecoderConfigurationRecord configuration,
            Member member,
            Duration cpuTime,
            Origin origin) {
        double bitsPerSecond(ClipFacts clip) {
            return member.bytes() * 8.0 * Title.TIMESCALE / clip.durationTicks();
        }
    }

    /**
     * One measured tail.
     *
     * @param task the task that measured it, which refers to the task that encoded it
     * @param point its entry in the atlas
     * @param cpuTime processor time of the encode
     * @param origin whether this run made it
     */
    record TailEncoding(MeasureTailTask task, BlendPoint point, Duration cpuTime, Origin origin) {}

    ClipOutcome {
        encodings = List.copyOf(encodings);
        delivered = List.copyOf(delivered);
        tails = List.copyOf(tails);
    }
}
