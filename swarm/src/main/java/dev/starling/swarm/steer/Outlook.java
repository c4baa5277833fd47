package dev.starling.swarm.steer;

import static java.util.stream.Collectors.toSet;

import dev.starling.swarm.title.AudioRendition;
import dev.starling.swarm.title.AudioSet;
import dev.starling.swarm.title.AudioTrack;
import dev.starling.swarm.title.BlendGroupId;
import dev.starling.swarm.title.Clip;
import dev.starling.swarm.title.Cluster;
import dev.starling.swarm.title.ClusterId;
import dev.starling.swarm.title.Member;
import dev.starling.swarm.title.Title;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the coming clips of a title are worth in every state: the best sum of qualities, changes of quality and stalls
 * over a path of constant throughput. Dynamic programming from the last clip back, over three axes: throughput, buffer,
 * and the quality of the clip before. Between the points of the buffer's and the quality's axes values are
 * interpolated. Immutable.
 */
final class Outlook {
    /** Throughput from 62.5 kbit/s to 256 Mbit/s. */
    static final SoftBins BANDWIDTH = new SoftBins(62_500, 0.5, 25);
    /** Seconds of media when a clip is requested; more buffer has no more value. */
    static final Axis BUFFER = new Axis(0, 1, 2, 3, 4, 6, 8, 11, 15, 20, 30);
    /** VMAF of the clip before. */
    static final Axis QUALITY = new Axis(0, 30, 50, 60, 70, 75, 80, 84, 88, 91, 94, 97, 100);

    private final PolicySettings settings;
    private final List<ClipPoints> clips;
    private final double discount;
    /** By clip, then by throughput, buffer and quality; one more than there are clips. */
    private final float[][] values;

    /** The points of an axis: whole numbers, rising from 0. */
    static final class Axis {
        private final int[] points;
        /** The result of {@link #below} for each whole number up to the last point. */
        private final int[] below;

        Axis(int... points) {
            this.points = points;
            this.below = new int[points[points.length - 1] + 1];
            int point = 0;
            for (int value = 0; value < below.length; value++) {
                if (point < points.length - 2 && points[point + 1] <= value) {
                    point++;
                }
                below[value] = point;
            }
        }

        int count() {
            return points.length;
        }

        double at(int index) {
            return points[index];
        }

        /** The index of the last point at or below a value, at most the last but one. */
        int below(double value) {
            return below[(int) Math.clamp(value, 0, below.length - 1)];
        }

        /** The place of a value between a point and the next one, 0–1. */
        double fraction(double value, int below) {
            return Math.clamp((value - points[below]) / (points[below + 1] - points[below]), 0, 1);
        }
    }

    /** The members of a clip that are not dominated, and its sound. */
    private static final class ClipPoints {
        private final double seconds;
        private final double[] soundBits;
        private final double[] bits;
        private final double[] vmaf;

        ClipPoints(double seconds, double[] soundBits, double[] bits, double[] vmaf) {
            this.seconds = seconds;
            this.soundBits = soundBits;
            this.bits = bits;
            this.vmaf = vmaf;
        }

        static ClipPoints of(Title title, Clip clip, Optional<BlendGroupId> within) {
            Optional<BlendGroupId> serving = within.map(it -> title.serving(it, clip));
            Set<ClusterId> offered = title.clustersOf(clip).stream()
                    .filter(it -> serving.isEmpty() || it.group().equals(serving.get()))
                    .map(Cluster::id)
                    .collect(toSet());
            List<Member> members = clip.members().stream()
                    .filter(it -> offered.contains(it.cluster()))
                    .sorted(Comparator.comparingLong(Member::bytes))
                    .toList();
            double[] bits = new double[members.size()];
            double[] vmaf = new double[members.size()];
            int count = 0;
            for (Member member : members) {
                double quality = member.quality().vmaf();
                if (count == 0 || quality > vmaf[count - 1]) {
                    bits[count] = member.bytes() * 8.0;
                    vmaf[count++] = quality;
                }
            }
            return new ClipPoints(
                    clip.seconds(),
                    Outlook.soundBits(title, clip),
                    Arrays.copyOf(bits, count),
                    Arrays.copyOf(vmaf, count));
        }
    }

    /** The bits of a clip's sound at each throughput: the main track, as {@link SoundChoice} chooses it. */
    private static double[] soundBits(Title title, Clip clip) {
        double[] bits = new double[BANDWIDTH.count()];
        Optional<AudioSet> main = title.audioSets().stream()
                .filter(set -> set.track().role() == AudioTrack.Role.MAIN)
                .min(Comparator.comparingInt(AudioSet::channels));
        for (int bin = 0; bin < bits.length && main.isPresent(); bin++) {
            List<AudioRendition> renditions = main.get().renditions();
            double rate = BANDWIDTH.centre(bin);
            AudioRendition chosen = renditions.stream()
                    .filter(it -> SoundChoice.fits(it, rate))
                    .findFirst()
                    .orElse(renditions.getLast());
            bits[bin] = clip.index() < chosen.segments().size()
                    ? chosen.segments().get(clip.index()).bytes() * 8.0
                    : 0;
        }
        return bits;
    }

    /** The bits of a clip's sound at a bin of the throughput. */
    double soundBits(int clip, int bandwidth) {
        return clips.get(clip).soundBits[bandwidth];
    }

    private Outlook(PolicySettings settings, List<ClipPoints> clips) {
        this.settings = settings;
        this.clips = clips;
        this.discount = Math.exp(-1 / settings.horizons().clips());
        this.values = new float[clips.size() + 1][BANDWIDTH.count() * BUFFER.count() * QUALITY.count()];
        for (int clip = clips.size() - 1; clip >= 0; clip--) {
            for (int bandwidth = 0; bandwidth < BANDWIDTH.count(); bandwidth++) {
                fill(clip, bandwidth);
            }
        }
    }

    /**
     * The outlook of a title.
     *
     * @param within the blend group that the player chose; empty if the edge chooses
     */
    static Outlook of(Title title, Optional<BlendGroupId> within, PolicySettings settings) {
        return new Outlook(
                settings,
                title.clips().stream()
                        .map(it -> ClipPoints.of(title, it, within))
                        .toList());
    }

    private void fill(int clip, int bandwidth) {
        ClipPoints points = clips.get(clip);
        double rate = BANDWIDTH.centre(bandwidth);
        int count = points.bits.length;
        double[] worth = new double[count];
        for (int buffer = 0; buffer < BUFFER.count(); buffer++) {
            for (int i = 0; i < count; i++) {
                double left = BUFFER.at(buffer) - (points.bits[i] + points.soundBits[bandwidth]) / rate;
                worth[i] = afterArrival(clip, bandwidth, left, points.vmaf[i]);
            }
            for (int quality = 0; quality < QUALITY.count(); quality++) {
                double best = Double.NEGATIVE_INFINITY;
                for (int i = 0; i < count; i++) {
                    best = Math.max(best, worth[i] + settings.quality(points.vmaf[i], QUALITY.at(quality)));
                }
                values[clip][index(bandwidth, buffer, quality)] = (float) best;
            }
        }
    }

    private static int index(int bandwidth, int buffer, int quality) {
        return (bandwidth * BUFFER.count() + buffer) * QUALITY.count() + quality;
    }

    /**
     * What follows from the arrival of a clip, without its quality: a stall, a thin buffer, and the later clips.
     *
     * @param bandwidth the bin of the throughput
     * @param left the seconds of media in the buffer when it arrives, without it; below 0 if playback has stalled
     * @param vmaf its quality
     */
    double afterArrival(int clip, int bandwidth, double left, double vmaf) {
        double buffer = Math.max(0, left) + clips.get(clip).seconds;
        double stall = settings.prices().waiting().stallSecond() * Math.max(0, -left);
        return stall + settings.buffer(buffer) + discount * value(clip + 1, bandwidth, buffer, vmaf);
    }

    /**
     * The same on a path whose throughput is not known exactly.
     *
     * @param bandwidth the weights of the bins of the throughput, which sum to 1
     */
    double afterArrival(int clip, double[] bandwidth, double left, double vmaf) {
        double buffer = Math.max(0, left) + clips.get(clip).seconds;
        double stall = settings.prices().waiting().stallSecond() * Math.max(0, -left);
        float[] all = values[clip + 1];
        int b = BUFFER.below(buffer);
        int q = QUALITY.below(vmaf);
        double right = BUFFER.fraction(buffer, b);
        double up = QUALITY.fraction(vmaf, q);
        double later = 0;
        for (int bin = 0; bin < bandwidth.length; bin++) {
            if (bandwidth[bin] > 0) {
                later += bandwidth[bin] * between(all, index(bin, b, q), right, up);
            }
        }
        return stall + settings.buffer(buffer) + discount * later;
    }

    /** The value of the clips from one on, at a bin of the throughput. */
    private double value(int clip, int bandwidth, double buffer, double vmaf) {
        float[] all = values[clip];
        int b = BUFFER.below(buffer);
        int q = QUALITY.below(vmaf);
        double right = BUFFER.fraction(buffer, b);
        double up = QUALITY.fraction(vmaf, q);
        return between(all, index(bandwidth, b, q), right, up);
    }

    /** Interpolates between a point and the next ones of the buffer's and of the quality's axis. */
    private static double between(float[] all, int at, double right, double up) {
        int next = at + QUALITY.count();
        return (1 - right) * ((1 - up) * all[at] + up * all[at + 1])
                + right * ((1 - up) * all[next] + up * all[next + 1]);
    }

    /** The number of clips. */
    int clips() {
        return clips.size();
    }
}
