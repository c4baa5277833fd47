package dev.starling.swarm.steer;

import static java.util.stream.Collectors.toSet;

import dev.starling.swarm.steer.WayValues.Moves;
import dev.starling.swarm.steer.WayValues.Ways;
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
 * What the coming clips of a title are worth in every state: the best expected sum of qualities, changes of quality and
 * stalls. Stochastic dynamic programming from the last clip back, over four axes: the throughput to expect, the mean
 * error of that expectation, the buffer, and the quality of the clip before. How paths change is a {@link PathModel};
 * with {@link PathModel#STEADY} throughput is constant. Between the points of the axes values are interpolated.
 * Immutable.
 */
public final class Outlook {
    /** Throughput from 62.5 kbit/s to 256 Mbit/s. */
    static final SoftBins BANDWIDTH = new SoftBins(62_500, 0.5, 25);
    /** Seconds of media when a clip is requested; more buffer has no more value. */
    static final Axis BUFFER = new Axis(0, 1, 2, 3, 4, 6, 8, 11, 15, 20, 30);
    /** The same for players that hold a minute. */
    private static final Axis LONG_BUFFER = new Axis(0, 1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 19, 24, 30, 40, 60);
    /** VMAF of the clip before. */
    static final Axis QUALITY = new Axis(0, 30, 50, 60, 70, 75, 80, 84, 88, 91, 94, 97, 100);

    /** Of more choices for the clips to come some are left out. */
    private static final int MAX_CHOICES = 11;
    /** Throughputs beyond these multiples of a title's bitrates are as the nearest ones. */
    private static final double LEAST_SHARE = 0.2;

    private static final double MOST_SHARE = 4;
    /** A place this close to a bin is that bin. */
    private static final double ROUNDING = 1e-9;

    private final PolicySettings settings;
    private final List<Choices> clips;
    private final Terms terms;
    private final double discount;
    private final PathSteps steps;
    private final int lowest;
    private final int highest;
    /** By clip, then by error, throughput, buffer and quality; one more than there are clips. */
    private final float[][] values;

    /**
     * What a title is delivered under.
     *
     * @param path how the path changes
     * @param requestSeconds what each clip takes beside its bits
     * @param buffer the axis of the buffer
     * @param moves whether clips may go down in flight
     */
    record Terms(PathModel path, double requestSeconds, Axis buffer, Moves moves) {
        /** A steady path, whose round trip is counted in its throughput. */
        static final Terms STEADY = new Terms(PathModel.STEADY, 0, BUFFER, Moves.NEVER);
    }

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

    /** What could be sent of a clip, without what is dominated, and its sound. */
    public static final class Choices {
        private final double seconds;
        private final double[] soundBits;
        private final double[] bits;
        private final double[] vmaf;
        private final Ways ways;

        private Choices(double seconds, double[] soundBits, double[] bits, double[] vmaf) {
            this.seconds = seconds;
            this.soundBits = soundBits;
            this.bits = bits;
            this.vmaf = vmaf;
            this.ways = new Ways(bits, vmaf);
        }

        /**
         * Choices without sound.
         *
         * @param seconds the clip's duration
         * @param bits of each, not falling
         * @param vmaf of each
         */
        public static Choices of(double seconds, double[] bits, double[] vmaf) {
            return rising(seconds, new double[BANDWIDTH.count()], bits.clone(), vmaf.clone());
        }

        static Choices of(Title title, Clip clip, Optional<BlendGroupId> within) {
            Optional<BlendGroupId> serving = within.map(it -> title.serving(it, clip));
            Set<ClusterId> offered = title.clustersOf(clip).stream()
                    .filter(it -> serving.isEmpty() || it.group().equals(serving.get()))
                    .map(Cluster::id)
                    .collect(toSet());
            List<Member> members = clip.members().stream()
                    .filter(it -> offered.contains(it.cluster()))
                    .sorted(Comparator.comparingLong(Member::bytes))
                    .toList();
            return rising(
                    clip.seconds(),
                    Outlook.soundBits(title, clip),
                    members.stream().mapToDouble(it -> it.bytes() * 8.0).toArray(),
                    members.stream().mapToDouble(it -> it.quality().vmaf()).toArray());
        }

        double seconds() {
            return seconds;
        }

        /** The bits of the sound at a rate. */
        double soundBitsAt(double bitsPerSecond) {
            double bin = Math.rint(BANDWIDTH.position(bitsPerSecond));
            return soundBits[(int) Math.clamp(bin, 0, BANDWIDTH.count() - 1)];
        }

        /** The VMAF that a rate carries beside the sound. */
        double vmafCarried(double bitsPerSecond) {
            return vmafAt(Math.max(1, bitsPerSecond * seconds - soundBitsAt(bitsPerSecond)));
        }

        double leastBits() {
            return bits[0];
        }

        /** The VMAF that some bits carry: on straight lines over the logarithm of bits. */
        private double vmafAt(double some) {
            if (some <= bits[0]) {
                return vmaf[0];
            }
            int i = 1;
            while (i < bits.length && bits[i] < some) {
                i++;
            }
            if (i == bits.length) {
                return vmaf[i - 1];
            }
            double share = Math.log(some / bits[i - 1]) / Math.log(bits[i] / bits[i - 1]);
            return vmaf[i - 1] + share * (vmaf[i] - vmaf[i - 1]);
        }

        private Choices thinned() {
            int stride = Math.ceilDiv(bits.length - 1, MAX_CHOICES - 1);
            if (stride <= 1) {
                return this;
            }
            int count = Math.ceilDiv(bits.length - 1, stride) + 1;
            double[] fewerBits = new double[count];
            double[] fewerVmaf = new double[count];
            for (int i = 0; i < count; i++) {
                // The smallest and the best one stay.
                int from = Math.max(0, bits.length - 1 - (count - 1 - i) * stride);
                fewerBits[i] = bits[from];
                fewerVmaf[i] = vmaf[from];
            }
            return new Choices(seconds, soundBits, fewerBits, fewerVmaf);
        }

        /** Keeps, in place, what is better than everything smaller. */
        private static Choices rising(double seconds, double[] soundBits, double[] bits, double[] vmaf) {
            int count = 0;
            for (int i = 0; i < bits.length; i++) {
                if (count == 0 || vmaf[i] > vmaf[count - 1]) {
                    bits[count] = bits[i];
                    vmaf[count++] = vmaf[i];
                }
            }
            return new Choices(seconds, soundBits, Arrays.copyOf(bits, count), Arrays.copyOf(vmaf, count));
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

    private Outlook(PolicySettings settings, List<Choices> clips, Terms terms) {
        this.settings = settings;
        this.clips = clips;
        this.terms = terms;
        this.discount = Math.exp(-1 / settings.horizons().clips());
        this.steps = new PathSteps(terms.path());
        this.values = new float[clips.size() + 1]
                [steps.states() * BANDWIDTH.count() * terms.buffer().count() * QUALITY.count()];
        int[] relevant = relevantBandwidths();
        this.lowest = relevant[0];
        this.highest = relevant[1];
        Belief[] beliefs = new Belief[BANDWIDTH.count() * steps.states()];
        for (int i = 0; i < beliefs.length; i++) {
            beliefs[i] = belief(i / steps.states(), i % steps.states());
        }
        for (int clip = clips.size() - 1; clip >= 0; clip--) {
            for (int bandwidth = lowest; bandwidth <= highest; bandwidth++) {
                for (int state = 0; state < steps.states(); state++) {
                    fill(clip, bandwidth, state, beliefs[bandwidth * steps.states() + state]);
                }
            }
        }
    }

    /**
     * The outlook of a title on steady paths.
     *
     * @param within the blend group that the player chose; empty if the edge chooses
     */
    static Outlook of(Title title, Optional<BlendGroupId> within, PolicySettings settings) {
        return new Outlook(settings, choices(title, within), Terms.STEADY);
    }

    /** The choices of each clip of a title. */
    static List<Choices> choices(Title title, Optional<BlendGroupId> within) {
        return title.clips().stream().map(it -> Choices.of(title, it, within)).toList();
    }

    /**
     * The outlook of a video for a player that holds a minute of media.
     *
     * @param path how the path changes
     * @param requestSeconds what each clip takes beside its bits
     */
    public static Outlook of(
            List<Choices> clips, PolicySettings settings, PathModel path, double requestSeconds, Moves moves) {
        return new Outlook(
                settings,
                clips.stream().map(Choices::thinned).toList(),
                new Terms(path, requestSeconds, LONG_BUFFER, moves));
    }

    private void fill(int clip, int bandwidth, int state, Belief belief) {
        Choices points = clips.get(clip);
        int count = points.bits.length;
        double[] worth = new double[count];
        for (int buffer = 0; buffer < terms.buffer().count(); buffer++) {
            for (int i = 0; i < count; i++) {
                double sound = points.soundBits[bandwidth] / belief.bitsPerSecond;
                double left = terms.buffer().at(buffer) - terms.requestSeconds() - sound;
                worth[i] = expected(clip, belief, left, points.ways, i);
            }
            for (int quality = 0; quality < QUALITY.count(); quality++) {
                double best = Double.NEGATIVE_INFINITY;
                for (int i = 0; i < count; i++) {
                    best = Math.max(best, worth[i] + settings.quality(points.vmaf[i], QUALITY.at(quality)));
                }
                values[clip][index(bandwidth, state, buffer, quality)] = (float) best;
            }
        }
    }
    /** The lowest and the highest bin of the throughput that differ from the ones beyond; all on steady paths. */
    private int[] relevantBandwidths() {
        if (steps.states() == 1) {
            return new int[] {0, BANDWIDTH.count() - 1};
        }
        double least = Double.POSITIVE_INFINITY;
        double most = 0;
        for (Choices clip : clips) {
            least = Math.min(least, clip.bits[0] / clip.seconds);
            most = Math.max(most, clip.bits[clip.bits.length - 1] / clip.seconds);
        }
        int low = (int) Math.clamp(BANDWIDTH.position(least * LEAST_SHARE), 0, BANDWIDTH.count() - 2);
        int high = (int) Math.clamp(Math.ceil(BANDWIDTH.position(most * MOST_SHARE)), low + 1, BANDWIDTH.count() - 1);
        return new int[] {low, high};
    }

    private WayValues wayValues(double[] rates) {
        PolicySettings.Prices prices = settings.prices();
        return new WayValues(
                rates, terms.moves(), prices.quality() - prices.change().fall());
    }

    /** The belief at a point of the axes. */
    private Belief belief(int bandwidth, int state) {
        double deviation = steps.deviations()[state / steps.errors().length];
        double longRate = BANDWIDTH.centre(bandwidth);
        RateHistory.Path path = new RateHistory.Path(
                steps.expected(longRate, deviation),
                longRate,
                deviation,
                steps.errors()[state % steps.errors().length]);
        return new Belief(path, steps.of(path));
    }

    private int index(int bandwidth, int state, int buffer, int quality) {
        return ((bandwidth * steps.states() + state) * terms.buffer().count() + buffer) * QUALITY.count() + quality;
    }

    /** What may become of a path: the equally likely rates of the next clip, and the states that follow from them. */
    public final class Belief {
        /** Corners of a cell of deviation, error and throughput. */
        private static final int CORNERS = 8;

        private final double bitsPerSecond;
        private final double[] rates;
        private final WayValues values;
        /** For each rate the weights of the states that may follow, and their places. */
        private final double[] weights;

        private final int[] states;

        /** A path before a clip. */
        Belief(RateHistory.Path path, double[] next) {
            this.bitsPerSecond = path.bitsPerSecond();
            this.rates = new double[next.length];
            this.values = wayValues(rates);
            this.weights = new double[rates.length * CORNERS];
            this.states = new int[rates.length * CORNERS];
            for (int i = 0; i < rates.length; i++) {
                rates[i] = next[i] == 0 ? bitsPerSecond : bitsPerSecond * Math.pow(2, next[i]);
                place(i, path, next[i]);
            }
        }

        /** A state: a path that has no next clip. */
        Belief(RateHistory.Path path) {
            this.bitsPerSecond = path.bitsPerSecond();
            this.rates = new double[] {bitsPerSecond};
            this.values = wayValues(rates);
            this.weights = new double[CORNERS];
            this.states = new int[CORNERS];
            place(0, path);
        }

        /** A path in flight. */
        private Belief(RateHistory.Path path, double[] rates, InFlight clip) {
            this.bitsPerSecond = path.bitsPerSecond();
            this.rates = rates;
            this.values = wayValues(rates);
            this.weights = new double[rates.length * CORNERS];
            this.states = new int[rates.length * CORNERS];
            for (int i = 0; i < rates.length; i++) {
                double whole = (clip.arrivedBits() + clip.restBits()) / (clip.seconds() + clip.restBits() / rates[i]);
                place(i, path, Math.log(whole / bitsPerSecond) / Math.log(2));
            }
        }

        /** Where a step leads to. The long horizon stays: it moves little in the clips to come. */
        private void place(int i, RateHistory.Path path, double step) {
            PathModel.Horizons horizons = steps.horizons();
            double toShort = horizons.longWeight() * path.deviation();
            double deviation = path.deviation() + horizons.shortShare() * (step - toShort);
            double error = path.error() + horizons.errorShare() * (Math.abs(step) - path.error());
            place(i, new RateHistory.Path(path.bitsPerSecond(), path.longBitsPerSecond(), deviation, error));
        }

        private void place(int i, RateHistory.Path path) {
            double place = Math.clamp(BANDWIDTH.position(path.longBitsPerSecond()), lowest, highest);
            if (Math.abs(place - Math.rint(place)) < ROUNDING) {
                place = Math.rint(place);
            }
            int bandwidth = Math.min((int) place, highest - 1);
            int deviation = PathSteps.below(steps.deviations(), path.deviation());
            int error = PathSteps.below(steps.errors(), path.error());
            double faster = place - bandwidth;
            double higher = PathSteps.fraction(steps.deviations(), deviation, path.deviation());
            double more = PathSteps.fraction(steps.errors(), error, path.error());
            int slice = terms.buffer().count() * QUALITY.count();
            for (int corner = 0; corner < CORNERS; corner++) {
                int up = corner & 1;
                int right = corner >> 1 & 1;
                int back = corner >> 2;
                double weight = (up == 0 ? 1 - faster : faster)
                        * (right == 0 ? 1 - higher : higher)
                        * (back == 0 ? 1 - more : more);
                weights[i * CORNERS + corner] = weight;
                int state = weight == 0 ? 0 : (deviation + right) * steps.errors().length + error + back;
                states[i * CORNERS + corner] = ((bandwidth + up) * steps.states() + state) * slice;
            }
        }

        /** The value of the clips from one on, after one of the rates. */
        private double later(float[] all, int i, double buffer, double vmaf) {
            Axis axis = terms.buffer();
            int b = axis.below(buffer);
            int q = QUALITY.below(vmaf);
            double right = axis.fraction(buffer, b);
            double up = QUALITY.fraction(vmaf, q);
            int from = b * QUALITY.count() + q;
            double value = 0;
            for (int corner = i * CORNERS; corner < (i + 1) * CORNERS; corner++) {
                if (weights[corner] > 0) {
                    value += weights[corner] * between(all, states[corner] + from, right, up);
                }
            }
            return value;
        }
    }

    /** A path before a clip. */
    public Belief belief(RateHistory.Path path) {
        return new Belief(path, steps.of(path));
    }

    /**
     * A clip in flight.
     *
     * @param arrivedBits what has arrived
     * @param seconds since the first byte
     * @param restBits what has not
     */
    public record InFlight(double arrivedBits, double seconds, double restBits) {}

    /**
     * A path in flight.
     *
     * @param path before the clip
     * @param rates the equally likely rates of the rest
     */
    public Belief belief(RateHistory.Path path, double[] rates, InFlight clip) {
        return new Belief(path, rates, clip);
    }

    /**
     * What is expected to follow from a way, without its quality: a stall, a thin buffer, and the later clips.
     *
     * @param buffer the seconds of media before its first bit arrives
     * @param way the index of the way
     */
    public double expected(int clip, Belief belief, double buffer, Ways ways, int way) {
        return belief.values.expected(
                (rate, left, vmaf) -> afterArrival(clip, belief, rate, left, vmaf), buffer, ways, way);
    }

    /** What the clips from one on are worth in a state. */
    public double worth(int clip, RateHistory.Path path, double buffer, double vmaf) {
        return new Belief(path).later(values[clip], 0, buffer, vmaf);
    }

    /**
     * What follows from the arrival of a clip, after one of the rates of a belief.
     *
     * @param rate the index of the rate
     * @param left the seconds of media in the buffer when it arrives, without it; below 0 if playback has stalled
     */
    private double afterArrival(int clip, Belief belief, int rate, double left, double vmaf) {
        double buffer = Math.max(0, left) + clips.get(clip).seconds;
        double stall = settings.prices().waiting().stallSecond() * Math.max(0, -left);
        return stall + settings.buffer(buffer) + discount * belief.later(values[clip + 1], rate, buffer, vmaf);
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
        int b = terms.buffer().below(buffer);
        int q = QUALITY.below(vmaf);
        double right = terms.buffer().fraction(buffer, b);
        double up = QUALITY.fraction(vmaf, q);
        double later = 0;
        for (int bin = 0; bin < bandwidth.length; bin++) {
            if (bandwidth[bin] > 0) {
                later += bandwidth[bin] * between(all, index(bin, 0, b, q), right, up);
            }
        }
        return stall + settings.buffer(buffer) + discount * later;
    }

    /** The value of the clips from one on, at a bin of the throughput. */
    private double value(int clip, int bandwidth, double buffer, double vmaf) {
        int b = terms.buffer().below(buffer);
        int q = QUALITY.below(vmaf);
        double right = terms.buffer().fraction(buffer, b);
        double up = QUALITY.fraction(vmaf, q);
        return between(values[clip], index(bandwidth, 0, b, q), right, up);
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
