package dev.starling.lab.delivery;

import dev.starling.lab.video.Ladder;
import dev.starling.swarm.profile.RateControl;
import dev.starling.swarm.title.Clip;
import dev.starling.swarm.title.Cluster;
import dev.starling.swarm.title.Member;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/**
 * The renditions among which a player chooses if nobody steers: one for each quality that the title aims at. Where a
 * clip has several members of a quality, the best one serves; where it has none, the next lower quality, else the next
 * higher one. A rendition that needs no more bits than the one below is left out. Immutable.
 */
final class FixedRenditions implements Ladder {
    private final SteeredTitle title;
    private final List<List<Member>> rungs;
    private final double[][] bytes;
    private final double[] bitsPerSecond;
    private final double[] peakBitsPerSecond;

    FixedRenditions(SteeredTitle title) {
        this.title = title;
        this.rungs = new ArrayList<>();
        double highest = 0;
        TreeSet<Double> qualities = new TreeSet<>();
        for (Cluster cluster : title.title().clusters()) {
            qualities.add(quality(cluster));
        }
        for (double quality : qualities) {
            List<Member> members = title.title().clips().stream()
                    .map(it -> serving(it, quality))
                    .toList();
            double size = members.stream().mapToDouble(Member::bytes).sum();
            if (size > highest) {
                rungs.add(members);
                highest = size;
            }
        }
        this.bytes = new double[rungs.size()][chunks()];
        this.bitsPerSecond = new double[rungs.size()];
        this.peakBitsPerSecond = new double[rungs.size()];
        for (int rung = 0; rung < rungs.size(); rung++) {
            double sum = 0;
            double seconds = 0;
            for (int chunk = 0; chunk < chunks(); chunk++) {
                bytes[rung][chunk] = bytes(title.title().clips().get(chunk), member(chunk, rung));
                sum += bits(chunk, rung);
                seconds += seconds(chunk);
                peakBitsPerSecond[rung] = Math.max(peakBitsPerSecond[rung], bits(chunk, rung) / seconds(chunk));
            }
            bitsPerSecond[rung] = sum / seconds;
        }
    }

    /** Higher is better, on the scale of the title's rate control. */
    private static double quality(Cluster cluster) {
        return switch (cluster.centroid().rateControl()) {
            case RateControl.ConstantQuality(double vmafNeg) -> vmafNeg;
            case RateControl.ConstantRateFactor(double crf) -> -crf;
        };
    }

    private Member serving(Clip clip, double quality) {
        List<Cluster> clusters = title.title().clustersOf(clip);
        double lowest =
                clusters.stream().mapToDouble(FixedRenditions::quality).min().orElseThrow();
        double wanted = clusters.stream()
                .mapToDouble(FixedRenditions::quality)
                .filter(it -> it <= quality)
                .max()
                .orElse(lowest);
        return clusters.stream()
                .filter(it -> quality(it) == wanted)
                .map(it -> clip.member(it.id()))
                .max(Comparator.comparingDouble(it -> it.quality().vmaf()))
                .orElseThrow();
    }

    private double bytes(Clip clip, Member member) {
        int units = clip.frameCount();
        int idrPictures = title.members(clip, member.cluster()).idrPictures(0, units);
        int overhead =
                title.overheadBytes(title.title().cluster(member.cluster()).group(), 0, units, idrPictures);
        return (double) member.bytes() + overhead;
    }

    /** The member of a chunk at a rung. */
    Member member(int chunk, int rung) {
        return rungs.get(rung).get(chunk);
    }

    @Override
    public int rungs() {
        return rungs.size();
    }

    @Override
    public int chunks() {
        return title.title().clips().size();
    }

    @Override
    public double seconds(int chunk) {
        return title.title().clips().get(chunk).seconds();
    }

    @Override
    public double bits(int chunk, int rung) {
        return bytes[rung][chunk] * 8;
    }

    @Override
    public double vmaf(int chunk, int rung) {
        return member(chunk, rung).quality().vmaf();
    }

    @Override
    public double bitsPerSecond(int rung) {
        return bitsPerSecond[rung];
    }

    @Override
    public double peakBitsPerSecond(int rung) {
        return peakBitsPerSecond[rung];
    }
}
