package dev.starling.lab.evaluate;

import dev.starling.lab.delivery.DeliverySimulator;
import dev.starling.lab.delivery.DeliverySimulator.Moves;
import dev.starling.lab.delivery.Link;
import dev.starling.lab.delivery.SteeredTitle;
import dev.starling.lab.delivery.StockPlayer;
import dev.starling.lab.trace.BandwidthTrace;
import dev.starling.lab.trace.TraceFile;
import dev.starling.lab.trace.TraceReader;
import dev.starling.swarm.steer.CapabilityVector;
import dev.starling.swarm.steer.PolicySettings;
import dev.starling.swarm.steer.StaticPolicy;
import java.io.IOException;
import java.util.List;
import java.util.function.DoubleConsumer;

/**
 * Delivers one package over many traces with several policies.
 *
 * @param link what a path adds to its trace
 * @param player the player
 * @param title the package
 * @param settings prices and horizons of the static policy
 * @param policies the policies
 */
public record SteeringEvaluation(
        Link link, StockPlayer player, SteeredTitle title, PolicySettings settings, List<SteeringName> policies) {
    /** Copies the list. */
    public SteeringEvaluation {
        policies = List.copyOf(policies);
    }

    /**
     * Plays every trace with every policy.
     *
     * @param threads how many traces are played at once; the result is the same for any number
     * @param progress receives the share that is done, in this thread
     * @return in the order of traces, then policies
     * @throws dev.starling.lab.LabException if a file is no trace
     */
    public List<SessionFigures> run(List<TraceFile> traces, int threads, DoubleConsumer progress)
            throws IOException, InterruptedException {
        return TraceRuns.run(traces, threads, progress, this::play);
    }

    private List<SessionFigures> play(TraceFile file) throws IOException {
        BandwidthTrace trace = TraceReader.read(file.file());
        DeliverySimulator simulator = new DeliverySimulator(
                link, player, new StaticPolicy(settings), CapabilityVector.UNKNOWN, Moves.ALLOWED);
        return policies.stream()
                .map(it -> SessionFigures.of(file, it, it.session().play(simulator, title, trace)))
                .toList();
    }
}
