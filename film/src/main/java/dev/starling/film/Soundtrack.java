package dev.starling.film;

import static dev.starling.film.Curves.smoothstep;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The sample title's sound: wind, slow chords that change with the shots, the rush of wings, and starlings' whistles.
 */
final class Soundtrack {
    /** Samples per second and channel. */
    static final int SAMPLE_RATE = 48_000;

    static final int CHANNELS = 2;
    /** The loudest sample, 3 dB below full scale: room for what a lossy encoder adds. */
    private static final float PEAK = 0.71f;

    private static final double FADE_IN_SECONDS = 0.5;
    private static final double FADE_OUT_SECONDS = 1.4;
    /** Duration of the cross-fade between two chords. */
    private static final float CHORD_CHANGE_SECONDS = 1.6f;

    /** D major 9, B minor 11, G major 9, as MIDI note numbers in rising order. */
    private static final List<List<Integer>> CHORDS =
            List.of(List.of(38, 50, 57, 61, 64, 66), List.of(35, 47, 57, 62, 64, 66), List.of(31, 50, 55, 59, 62, 69));

    private final RandomGenerator random;
    private final int length;
    private final float[] left;
    private final float[] right;

    private Soundtrack(RandomGenerator random, int length) {
        this.random = random;
        this.length = length;
        this.left = new float[length];
        this.right = new float[length];
    }

    /**
     * Plays the whole soundtrack.
     *
     * @param cuts start of each shot in seconds, the first at 0; one per chord
     * @param seconds duration
     * @return samples from −1 to 1, left and right alternating
     */
    static float[] play(RandomGenerator random, List<Double> cuts, double seconds) {
        Soundtrack track = new Soundtrack(random, (int) Math.round(seconds * SAMPLE_RATE));
        track.chords(cuts, seconds);
        track.whistles(cuts, seconds);
        track.reverberate();
        track.wind(track.left, 0.31);
        track.wind(track.right, 0.77);
        track.wings(cuts);
        return track.mastered(seconds);
    }

    private void chords(List<Double> cuts, double seconds) {
        for (int shot = 0; shot < cuts.size(); shot++) {
            double end = shot + 1 < cuts.size() ? cuts.get(shot + 1) : seconds + CHORD_CHANGE_SECONDS;
            for (int note : CHORDS.get(shot)) {
                float gain = 0.034f * (note < 45 ? 1.5f : 1) * (0.8f + 0.4f * random.nextFloat());
                double hertz = 440 * StrictMath.pow(2, (note - 69) / 12.0);
                float pan = note < 45 ? 0.5f : random.nextFloat();
                for (double detune : new double[] {-0.9, 0, 1.1}) {
                    // A soft tone: the second and third partials are much quieter than the first.
                    tone(hertz + detune * hertz / 600, gain, pan, cuts.get(shot), end);
                    tone(2 * hertz + detune, gain * 0.22f, 1 - pan, cuts.get(shot), end);
                    tone(3 * hertz - detune, gain * 0.07f, pan, cuts.get(shot), end);
                }
            }
        }
    }

    /** Adds a sine that swells and fades, by the recurrence {@code s[n] = 2·cos(ω)·s[n−1] − s[n−2]}. */
    private void tone(double hertz, float gain, float pan, double from, double until) {
        int first = Math.max(0, (int) ((from - CHORD_CHANGE_SECONDS / 2) * SAMPLE_RATE));
        int stop = Math.min(length, (int) ((until + CHORD_CHANGE_SECONDS / 2) * SAMPLE_RATE));
        double omega = 2 * Math.PI * hertz / SAMPLE_RATE;
        double phase = 2 * Math.PI * random.nextDouble();
        double factor = 2 * StrictMath.cos(omega);
        double before = StrictMath.sin(phase - omega);
        double now = StrictMath.sin(phase);
        float toLeft = gain * (float) Math.sqrt(1 - pan);
        float toRight = gain * (float) Math.sqrt(pan);
        float swell = CHORD_CHANGE_SECONDS * SAMPLE_RATE;
        for (int i = first; i < stop; i++) {
            float envelope = smoothstep(0, swell, i - first) * smoothstep(0, swell, stop - i);
            left[i] += toLeft * envelope * (float) now;
            right[i] += toRight * envelope * (float) now;
            double next = factor * now - before;
            before = now;
            now = next;
        }
    }

    private void whistles(List<Double> cuts, double seconds) {
        for (int i = 0; i < 34; i++) {
            double at = seconds * random.nextDouble();
            boolean near = at > cuts.get(1) && at < cuts.getLast();
            float pan = random.nextFloat();
            int syllables = 1 + random.nextInt(near ? 5 : 3);
            double hertz = 2300 + 2400 * random.nextDouble();
            for (int s = 0; s < syllables; s++) {
                double duration = 0.05 + 0.11 * random.nextDouble();
                double slide = random.nextDouble(-0.45, 0.3);
                whistle(at, duration, hertz, hertz * (1 + slide), (near ? 0.1f : 0.045f), pan);
                at += duration + 0.02 + 0.05 * random.nextDouble();
                hertz *= random.nextDouble(0.86, 1.13);
            }
        }
    }

    private void whistle(double at, double duration, double fromHertz, double toHertz, float gain, float pan) {
        int first = (int) (at * SAMPLE_RATE);
        int count = (int) (duration * SAMPLE_RATE);
        double trill = 18 + 22 * random.nextDouble();
        double turns = 0;
        for (int n = 0; n < count && first + n < length; n++) {
            double share = (double) n / count;
            double hertz = fromHertz + (toHertz - fromHertz) * share * share;
            turns += (hertz + 70 * Curves.wave(trill * n / SAMPLE_RATE)) / SAMPLE_RATE;
            float sample = gain * Curves.wave(0.5 * share) * Curves.wave(turns);
            left[first + n] += (float) Math.sqrt(1 - pan) * sample;
            right[first + n] += (float) Math.sqrt(pan) * sample;
        }
    }

    /** Adds gusts: noise through a resonant filter whose centre and strength wander. */
    private void wind(float[] channel, double phase) {
        Resonance filter = new Resonance(0.35f);
        for (int i = 0; i < length; i++) {
            if (i % 64 == 0) {
                double t = (double) i / SAMPLE_RATE;
                float gust = 0.5f + 0.3f * Curves.wave(t / 5.3 + phase) + 0.2f * Curves.wave(t / 2.1 + 2 * phase);
                filter.tune(240 + 380 * gust, 0.022f + 0.06f * gust);
            }
            channel[i] += filter.pass(random.nextFloat() * 2 - 1);
        }
    }

    /** Adds the rush of wings: noise that flutters with their beat, loudest in the shot inside the flock. */
    private void wings(List<Double> cuts) {
        Resonance one = new Resonance(0.9f);
        Resonance other = new Resonance(0.9f);
        float near = cuts.get(1).floatValue();
        float past = cuts.getLast().floatValue();
        for (int i = 0; i < length; i++) {
            if (i % 64 == 0) {
                float t = (float) i / SAMPLE_RATE;
                float loud = 0.008f
                        + 0.085f
                                * smoothstep(near - 0.1f, near + 0.35f, t)
                                * (1 - smoothstep(past - 0.2f, past + 0.3f, t));
                float flutter = 0.7f + 0.3f * Curves.wave(9.1 * t) * Curves.wave(0.7 * t);
                float sweep = Curves.wave(t / 2.9);
                one.tune(1500 + 600 * sweep, loud * flutter);
                other.tune(1700 - 600 * sweep, loud * (1.4f - flutter));
            }
            left[i] += one.pass(random.nextFloat() * 2 - 1);
            right[i] += other.pass(random.nextFloat() * 2 - 1);
        }
    }

    /** A band-pass filter of two integrators: a state-variable filter. */
    private static final class Resonance {
        private final float damping;
        private float coefficient;
        private float gain;
        private float low;
        private float band;

        Resonance(float damping) {
            this.damping = damping;
        }

        void tune(float hertz, float newGain) {
            coefficient = 2 * Curves.wave(hertz / 2 / SAMPLE_RATE);
            gain = newGain;
        }

        float pass(float sample) {
            low += coefficient * band;
            band += coefficient * (sample - low - damping * band);
            return gain * band;
        }
    }

    /** Schroeder's reverberator: parallel comb filters of different lengths, then all-pass filters. */
    private void reverberate() {
        reverberate(left, 0);
        reverberate(right, 37);
    }

    private void reverberate(float[] channel, int spread) {
        float[] wet = new float[length];
        for (int delay : new int[] {1687, 1931, 2239, 2591}) {
            comb(channel, wet, delay + spread);
        }
        allPass(wet, 331 + spread);
        allPass(wet, 113 + spread);
        for (int i = 0; i < length; i++) {
            channel[i] = 0.72f * channel[i] + 0.11f * wet[i];
        }
    }

    private void comb(float[] dry, float[] wet, int delay) {
        float[] line = new float[delay];
        float damped = 0;
        for (int i = 0; i < length; i++) {
            float out = line[i % delay];
            damped += 0.6f * (out - damped);
            line[i % delay] = dry[i] + 0.84f * damped;
            wet[i] += out;
        }
    }

    private void allPass(float[] wet, int delay) {
        float[] line = new float[delay];
        for (int i = 0; i < length; i++) {
            float out = line[i % delay];
            float in = wet[i] + 0.5f * out;
            line[i % delay] = in;
            wet[i] = out - 0.5f * in;
        }
    }

    private float[] mastered(double seconds) {
        float loudest = 0;
        for (int i = 0; i < length; i++) {
            float t = (float) i / SAMPLE_RATE;
            float fade = smoothstep(0, (float) FADE_IN_SECONDS, t)
                    * smoothstep(0, (float) FADE_OUT_SECONDS, (float) seconds - t);
            left[i] *= fade;
            right[i] *= fade;
            loudest = Math.max(loudest, Math.max(Math.abs(left[i]), Math.abs(right[i])));
        }
        float[] interleaved = new float[CHANNELS * length];
        for (int i = 0; i < length; i++) {
            interleaved[2 * i] = left[i] * PEAK / loudest;
            interleaved[2 * i + 1] = right[i] * PEAK / loudest;
        }
        return interleaved;
    }
}
