package dev.starling.lab.delivery;

import dev.starling.lab.qoe.Qoe;
import java.util.List;

/**
 * A simulated session.
 *
 * @param clips what was played, at least two
 * @param carrying when the path carried something, in order
 */
public record DeliveredSession(List<DeliveredClip> clips, List<Interval> carrying) {
    /**
     * A time without pause, in seconds of the session.
     *
     * @param from its start
     * @param until its end
     */
    public record Interval(double from, double until) {}

    public DeliveredSession {
        clips = List.copyOf(clips);
        carrying = List.copyOf(carrying);
        if (clips.size() < 2) {
            throw new IllegalArgumentException("a session needs at least two clips: the first is start-up");
        }
    }

    /** From the first request to the first picture. */
    public double startUpSeconds() {
        return clips.getFirst().playback().stall();
    }

    /** Stalled time without the start-up. */
    public double stallSeconds() {
        return clips.stream().skip(1).mapToDouble(it -> it.playback().stall()).sum();
    }

    /** The media played. */
    public double playedSeconds() {
        return clips.stream().mapToDouble(it -> it.playback().duration()).sum();
    }

    /** From the first request to the end of the last clip. */
    public double wallSeconds() {
        DeliveredClip last = clips.getLast();
        double emptyWithoutIt = last.times().request() + last.playback().buffered();
        return Math.max(emptyWithoutIt, last.times().arrival())
                + last.playback().duration();
    }

    /** The number of down-moves in flight. */
    public int downMoves() {
        return clips.stream().mapToInt(it -> it.moves().size()).sum();
    }

    /** What was sent, with headers and sound. */
    public long bytes() {
        return clips.stream().mapToLong(DeliveredClip::bytes).sum();
    }

    /** The processor time of the edge for what was requantised, in seconds for each hour of media. */
    public double requantisingSecondsPerHour() {
        return 3600
                * clips.stream().mapToDouble(DeliveredClip::requantisingSeconds).sum()
                / playedSeconds();
    }

    /** Mean VMAF of all clips but the first. */
    public double meanVmaf() {
        return clips.stream()
                .skip(1)
                .mapToDouble(it -> it.outcome().quality().vmaf())
                .average()
                .orElseThrow();
    }

    /** Mean {@link Qoe#COMYCO_V} of all clips but the first; a clip counts as the reference's chunk of 4 s does. */
    public double meanQoeV() {
        double sum = 0;
        for (int i = 1; i < clips.size(); i++) {
            double before = clips.get(i - 1).outcome().quality().vmaf();
            sum += Qoe.comycoV(clips.get(i).outcome().quality().vmaf(), before)
                    - Qoe.COMYCO_V.perStalledSecond() * clips.get(i).playback().stall();
        }
        return sum / (clips.size() - 1);
    }
}
