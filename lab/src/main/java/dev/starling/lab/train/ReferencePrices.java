package dev.starling.lab.train;

import dev.starling.lab.qoe.Qoe;
import dev.starling.lab.video.ChunkTables;
import dev.starling.lab.video.ChunkedVideo;
import dev.starling.swarm.steer.LearnedModel;
import dev.starling.swarm.steer.PolicySettings;
import dev.starling.swarm.steer.PolicySettings.Horizons;
import dev.starling.swarm.steer.PolicySettings.Prices;
import dev.starling.swarm.steer.PolicySettings.Waiting;
import dev.starling.swarm.steer.WayValues.Moves;

/** What counts in the reference player: QoE_v, over the whole session. */
public final class ReferencePrices {
    /** So far ahead clips count fully. */
    private static final double WHOLE_SESSION = 1e9;

    /** The prices of QoE_v. */
    public static final PolicySettings SETTINGS = settings();
    /** What chunks can do in flight. */
    public static final Moves MOVES = LearnedModel.MOVES;

    private ReferencePrices() {}

    private static PolicySettings settings() {
        PolicySettings shipped = PolicySettings.DEFAULT;
        Prices prices = shipped.prices();
        Waiting waiting =
                new Waiting(-Qoe.COMYCO_V.perStalledSecond(), prices.waiting().startUpSecond(), 0);
        return new PolicySettings(
                shipped.format(),
                shipped.version(),
                shipped.temperature(),
                shipped.budgetSlack(),
                new Prices(
                        prices.quality(),
                        prices.change(),
                        waiting,
                        prices.device(),
                        0,
                        PolicySettings.DEFAULT.prices().cpuSecond()),
                new Horizons(WHOLE_SESSION, 0, shipped.horizons().longShare()),
                shipped.path());
    }

    /** The rung whose bitrate is nearest to that of rung 1 of the published ladders, 750 kbit/s. */
    public static int startRung(ChunkedVideo video) {
        double target = ChunkTables.ENVIVIO_KILOBITS.get(1) * 1e3;
        int nearest = 0;
        for (int rung = 1; rung < video.rungs(); rung++) {
            double away = Math.abs(Math.log(video.bitsPerSecond(rung) / target));
            if (away < Math.abs(Math.log(video.bitsPerSecond(nearest) / target))) {
                nearest = rung;
            }
        }
        return nearest;
    }
}
