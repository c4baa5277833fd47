package dev.starling.farm.encode;

import dev.starling.farm.SwarmPlan.Centroid;
import dev.starling.farm.executor.Results.Origin;
import dev.starling.farm.task.ClipFacts;
import dev.starling.farm.task.MeasureTailTask;
import dev.starling.farm.task.MeasureTask;
import dev.starling.h264.syntax.AvcDecoderConfigurationRecord;
import dev.starling.swarm.curve.RateQualityPoint;
import dev.starling.swarm.title.BlendPoint;
import dev.starling.swarm.title.Clip;
import dev.starling.swarm.title.Member;
import dev.starling.swarm.title.Quality;
import dev.starling.swarm.title.SoftAssignment;
import dev.starling.swarm.title.Title;
import java.time.Duration;
import java.util.List;

/**
 * The finished work on a clip; the bytes of its members are in the store.
 *
 * @param facts the clip
 * @param measured all encodings, in the order in which they were made or planned
 * @param assignment the probability of every cluster that was measured
 * @param delivered the members that go into the package, in the title's order
 * @param tails the tails of the members
 * @param atlas the blends that were measured; empty in clips whose points are predicted
 * @param ceiling what keeps the best member below the top rung
 */
record ClipOutcome(
        ClipFacts facts,
        List<Encoding> measured,
        SoftAssignment assignment,
        List<Delivered> delivered,
        Tails tails,
        List<AtlasWork.Measured> atlas,
        Clip.Ceiling ceiling) {
    /**
     * One measured encoding of the clip.
     *
     * @param task the task that measured it, which refers to the task that encoded it
     * @param configuration the parameter sets, equal within a blend group
     * @param bytes of all access units
     * @param quality the mean over its pictures
     * @param cpuTime processor time of the encode
     * @param origin whether this run made it
     */
    record Encoding(
            MeasureTask task,
            AvcDecoderConfigurationRecord configuration,
            long bytes,
            Quality quality,
            Duration cpuTime,
            Origin origin) {
        /** Its bitrate and VMAF NEG. */
        RateQualityPoint point() {
            ClipFacts clip = task.member().clip();
            return new RateQualityPoint(bytes * 8.0 * Title.TIMESCALE / clip.durationTicks(), quality.vmafNeg());
        }
    }

    /**
     * A member in the package.
     *
     * @param centroid its cluster
     * @param encoding its bitstream
     */
    record Delivered(Centroid centroid, Encoding encoding) {
        Member member() {
            return new Member(
                    centroid.id(),
                    encoding.task().member().profile().rateControl().rateFactor(),
                    encoding.bytes(),
                    encoding.quality());
        }
    }

    /**
     * The tails of a clip.
     *
     * @param made those in the package
     * @param refused how many were refused, because they do not continue their members
     */
    record Tails(List<TailEncoding> made, int refused) {
        Tails {
            made = List.copyOf(made);
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
    record TailEncoding(MeasureTailTask task, BlendPoint.OfTail point, Duration cpuTime, Origin origin) {}

    ClipOutcome {
        measured = List.copyOf(measured);
        delivered = List.copyOf(delivered);
        atlas = List.copyOf(atlas);
    }
}
