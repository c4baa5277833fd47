package dev.starling.lab.evaluate;

import dev.starling.lab.reference.Playback;
import dev.starling.lab.reference.ReferencePlayer;
import dev.starling.lab.trace.BandwidthTrace;
import dev.starling.lab.trace.TraceFile;
import dev.starling.lab.trace.TraceReader;
import dev.starling.lab.video.ChunkedVideo;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleConsumer;

/**
 * Plays one video over many traces with several policies.
 *
 * @param player the simulated player
 * @param video the video
 * @param policies the policies
 */
public record Evaluation(ReferencePlayer player, ChunkedVideo video, List<PolicyName> policies) {
    /** Copies the list. */
    public Evaluation {
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
        List<SessionFigures> sessions = new ArrayList<>();
        for (PolicyName policy : policies) {
            Playback playback = policy.session().play(player, video, trace);
            sessions.add(SessionFigures.of(file, policy, playback));
        }
        return sessions;
    }
}
