package dev.starling.lab.reference;

import dev.starling.lab.player.PlayerRule;
import dev.starling.lab.player.PlayerSession;
import dev.starling.lab.policy.AbrPolicy;
import dev.starling.lab.policy.DownMoves;
import dev.starling.lab.trace.BandwidthTrace;
import dev.starling.lab.video.ChunkedVideo;

/**
 * The player of the simulator that research on adaptive bitrate shares (Pensieve's, Comyco's and PiTree's). It
 * downloads one chunk after another over a path that repeats its trace:
 *
 * <ul>
 *   <li>A download takes the time in which the path carries the chunk at a share of its capacity (headers take the
 *       rest), and one round trip. The trace does not advance during the round trip.
 *   <li>Playback stalls while the buffer is empty. The stall of the first chunk is the start-up.
 *   <li>If the buffer exceeds its cap, the player sleeps in whole steps until it does not.
 * </ul>
 *
 * @param bufferCapSeconds the media that the buffer may hold
 * @param drainStepSeconds the step of sleeping
 * @param roundTripSeconds added to every download
 * @param payloadShare share of the path's bits that are media
 * @param startRung the rung of the first chunk
 */
public record ReferencePlayer(
        double bufferCapSeconds, double drainStepSeconds, double roundTripSeconds, double payloadShare, int startRung) {
    /** The constants of the published results. */
    public static final ReferencePlayer PENSIEVE = new ReferencePlayer(60, 0.5, 0.08, 0.95, 1);

    /** The same player with another first rung. */
    public ReferencePlayer startingAt(int rung) {
        return new ReferencePlayer(bufferCapSeconds, drainStepSeconds, roundTripSeconds, payloadShare, rung);
    }

    /** The same player with another cap of its buffer, in seconds of media. */
    public ReferencePlayer withBufferCap(double seconds) {
        return new ReferencePlayer(seconds, drainStepSeconds, roundTripSeconds, payloadShare, startRung);
    }

    /** Plays a video from start to end. */
    public Playback play(ChunkedVideo video, BandwidthTrace trace, AbrPolicy policy) {
        return play(video, trace, policy, DownMoves.NEVER);
    }

    /**
     * Plays a video from start to end; chunks may go down in flight. It is decided every 0.25 s of the path's time. A
     * lower rung takes over at a picture, behind what arrives within a round trip.
     */
    public Playback play(ChunkedVideo video, BandwidthTrace trace, AbrPolicy policy, DownMoves moves) {
        Playback playback = new Playback(this, video, trace);
        playback.download(startRung, DownMoves.NEVER);
        while (playback.nextChunk() < video.chunks()) {
            playback.download(policy.choose(playback), moves);
        }
        return playback;
    }

    /**
     * Plays a video from start to end with a stock player's rule, which chooses the first rung too. The buffer's cap is
     * that of this player.
     */
    public Playback play(ChunkedVideo video, BandwidthTrace trace, PlayerRule rule) {
        PlayerSession session = new PlayerSession((_, _, buffer) ->
                Math.ceil(Math.max(0, buffer - bufferCapSeconds) / drainStepSeconds) * drainStepSeconds);
        Playback playback = new Playback(this, video, trace);
        for (PlayerSession.Played chunk : session.play(video, rule, new ReferencePath(this, video, trace))) {
            playback.add(chunk);
        }
        return playback;
    }
}
