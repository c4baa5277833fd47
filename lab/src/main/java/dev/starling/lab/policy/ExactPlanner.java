package dev.starling.lab.policy;

import dev.starling.lab.video.ChunkedVideo;
import dev.starling.swarm.steer.Outlook;
import dev.starling.swarm.steer.PathModel;
import dev.starling.swarm.steer.PolicySettings;
import dev.starling.swarm.steer.RateHistory;
import dev.starling.swarm.steer.WayValues.Moves;
import dev.starling.swarm.steer.WayValues.Ways;
import java.util.ArrayList;
import java.util.List;

/**
 * Chooses what is best in expectation, in the {@link Outlook} of one video: stochastic dynamic programming with a
 * learned model of how paths change. In flight it compares going on with every lower rung.
 */
public final class ExactPlanner implements AbrPolicy, DownMoves {
    private final ChunkedVideo video;
    private final PathModel model;
    private final double roundTripSeconds;
    private final PolicySettings settings;
    private final Outlook outlook;

    /**
     * Plans a video.
     *
     * @param settings the prices
     * @param model how paths change
     * @param roundTripSeconds what each chunk takes beside its bits
     */
    public ExactPlanner(
            ChunkedVideo video, PolicySettings settings, PathModel model, double roundTripSeconds, Moves moves) {
        this.video = video;
        this.model = model;
        this.roundTripSeconds = roundTripSeconds;
        this.settings = settings;
        this.outlook = Outlook.of(choices(video), settings, model, roundTripSeconds, moves);
    }

    /** What could be sent of each chunk of a video. */
    public static List<Outlook.Choices> choices(ChunkedVideo video) {
        List<Outlook.Choices> clips = new ArrayList<>();
        for (int chunk = 0; chunk < video.chunks(); chunk++) {
            double[] bits = new double[video.rungs()];
            double[] vmaf = new double[video.rungs()];
            for (int rung = 0; rung < video.rungs(); rung++) {
                bits[rung] = video.bits(chunk, rung);
                vmaf[rung] = video.vmaf(chunk, rung);
            }
            clips.add(Outlook.Choices.of(video.seconds(chunk), bits, vmaf));
        }
        return clips;
    }

    /** What the chunks to come are worth. */
    public Outlook outlook() {
        return outlook;
    }

    /** What each rung of the next chunk is worth, with the best that can follow. */
    public double[] values(AbrState state) {
        RateHistory history = history(state, model.horizons(), roundTripSeconds);
        Outlook.Belief belief = outlook.belief(history.path());
        int chunk = state.nextChunk();
        double last = state.vmaf(chunk - 1);
        double[] bits = new double[video.rungs()];
        double[] vmaf = new double[video.rungs()];
        for (int rung = 0; rung < bits.length; rung++) {
            bits[rung] = video.bits(chunk, rung);
            vmaf[rung] = video.vmaf(chunk, rung);
        }
        Ways ways = new Ways(bits, vmaf);
        double[] values = new double[video.rungs()];
        double buffer = state.bufferSeconds() - roundTripSeconds;
        for (int rung = 0; rung < values.length; rung++) {
            values[rung] = settings.quality(vmaf[rung], last) + outlook.expected(chunk, belief, buffer, ways, rung);
        }
        return values;
    }

    /** What was measured of the path. */
    public static RateHistory history(AbrState state, PathModel.Horizons horizons, double roundTripSeconds) {
        RateHistory history = new RateHistory(horizons);
        for (int chunk = 0; chunk < state.nextChunk(); chunk++) {
            history.add(state.bits(chunk) / (state.downloadSeconds(chunk) - roundTripSeconds));
        }
        return history;
    }

    @Override
    public int choose(AbrState state) {
        return best(values(state));
    }

    /** The index of the highest value; of equal ones the first. */
    static int best(double[] values) {
        int best = 0;
        for (int i = 1; i < values.length; i++) {
            if (values[i] > values[best]) {
                best = i;
            }
        }
        return best;
    }

    @Override
    public int rung(AbrState state, LoadingChunk chunk) {
        RateHistory.Path path =
                history(state, model.horizons(), roundTripSeconds).path();
        double[] rates =
                model.restRates(chunk.restBits(chunk.rung()), path.bitsPerSecond(), chunk.recentBitsPerSecond());
        Ways ways = ways(chunk);
        Outlook.Belief belief = outlook.belief(
                path,
                rates,
                new Outlook.InFlight(
                        chunk.arrivedBits(), chunk.seconds() - roundTripSeconds, chunk.restBits(chunk.rung())));
        double left = state.bufferSeconds() - chunk.seconds();
        double last = state.vmaf(state.nextChunk() - 1);
        double best = Double.NEGATIVE_INFINITY;
        int choice = chunk.rung();
        for (int rung = chunk.rung(); rung >= 0; rung--) {
            double value = settings.quality(ways.vmaf(rung), last)
                    + outlook.expected(state.nextChunk(), belief, left, ways, rung);
            if (value > best) {
                best = value;
                choice = rung;
            }
        }
        return choice;
    }

    /** The ways to go on with a chunk, from the lowest rung to the one that is being sent. */
    static Ways ways(LoadingChunk chunk) {
        double[] bits = new double[chunk.rung() + 1];
        double[] vmaf = new double[bits.length];
        for (int rung = 0; rung < bits.length; rung++) {
            bits[rung] = chunk.restBits(rung);
            vmaf[rung] = chunk.vmaf(rung);
        }
        return new Ways(bits, vmaf);
    }
}
