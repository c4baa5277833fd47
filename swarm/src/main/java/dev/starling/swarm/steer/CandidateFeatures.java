package dev.starling.swarm.steer;

import dev.starling.swarm.steer.WayValues.Moves;
import java.util.List;

/**
 * What the learned policy sees of a decision, as numbers without unit: rates count relative to the bits of the clips,
 * so that any ladder and any path look alike. The first {@link #CONTEXT} numbers are the same for all candidates:
 *
 * <ul>
 *   <li>the path: the deviation of the short horizon, the mean error;
 *   <li>for the clip at hand and the five that follow: the VMAF that the expected rate carries, half of it, and twice;
 *   <li>the seconds of the clip, those that its smallest member takes, how many clips are left, and whether a clip may
 *       go down in flight.
 * </ul>
 *
 * The others describe a candidate of the clip at hand, or the state before a clip. For one thread.
 */
public final class CandidateFeatures {
    /** The clips that are looked at. */
    private static final int CLIPS = 6;

    private static final double[] SHARES = {1, 0.5, 2};
    /** The number of context features. */
    public static final int CONTEXT = 6 + CLIPS * SHARES.length;
    /** The number of features of a candidate, with the context. */
    public static final int CANDIDATE = CONTEXT + 18;
    /** The number of features of a state, with the context. */
    public static final int STATE = CONTEXT + 8;

    private static final double MANY_CLIPS = 12;
    private static final double LOG_2 = Math.log(2);

    private final List<Outlook.Choices> clips;
    private final double requestSeconds;
    private final float moving;
    private final float[] values = new float[Math.max(CANDIDATE, STATE)];
    private int clip;
    private RateHistory.Path path = new RateHistory.Path(1, 1, 0, 0);
    private double carried;
    private double carriedNext;
    private double slow;
    private double slower;

    /**
     * @param clips what could be sent of each clip of the title
     * @param requestSeconds what each clip takes beside its bits
     * @param moves what clips may do in flight
     */
    public CandidateFeatures(List<Outlook.Choices> clips, double requestSeconds, Moves moves) {
        this.clips = clips;
        this.requestSeconds = requestSeconds;
        this.moving = moves.equals(Moves.NEVER) ? 0 : 1;
    }

    /** The features of the latest call: the context, and a candidate or a state. */
    public float[] values() {
        return values;
    }

    /** Sets the context: a path before a clip. */
    public void before(int index, RateHistory.Path now) {
        clip = index;
        path = now;
        double seconds = clips.get(index).seconds();
        double rate = now.bitsPerSecond();
        carried = clips.get(index).vmafCarried(rate);
        Outlook.Choices next = clips.get(Math.min(index + 1, clips.size() - 1));
        carriedNext = next.vmafCarried(rate);
        slow = rate * Math.pow(2, -now.error());
        slower = rate * Math.pow(2, -2 * now.error());
        int at = 0;
        values[at++] = (float) (Math.clamp(now.deviation(), -4, 4) / 2);
        values[at++] = (float) Math.min(now.error(), 2);
        values[at++] = (float) (seconds / 4);
        values[at++] = (float) (doublings(clips.get(index).leastBits() / (rate * seconds)) / 4);
        values[at++] = (float) (Math.min(MANY_CLIPS, clips.size() - index) / MANY_CLIPS);
        values[at++] = moving;
        for (int i = 0; i < CLIPS; i++) {
            Outlook.Choices coming = clips.get(Math.min(index + i, clips.size() - 1));
            for (double share : SHARES) {
                values[at++] = (float) (coming.vmafCarried(share * rate) / 100);
            }
        }
    }

    /** Sets a candidate of the clip: its bits and VMAF, in a state. */
    public void candidate(double bits, double vmaf, double buffer, double lastVmaf) {
        double seconds = clips.get(clip).seconds();
        double needed = requestSeconds + bits / path.bitsPerSecond();
        double neededSlow = requestSeconds + bits / slow;
        double neededSlower = requestSeconds + bits / slower;
        double left = buffer - needed;
        int at = CONTEXT;
        values[at++] = (float) (vmaf / 100);
        values[at++] = (float) (Math.max(0, vmaf - lastVmaf) / 50);
        values[at++] = (float) (Math.max(0, lastVmaf - vmaf) / 50);
        values[at++] = (float) ((vmaf - carried) / 50);
        values[at++] = (float) (Math.max(0, vmaf - carriedNext) / 50);
        values[at++] = (float) (Math.max(0, carriedNext - vmaf) / 50);
        values[at++] = (float) (doublings(needed / seconds) / 4);
        values[at++] = (float) (Math.min(needed, 40) / 10);
        values[at++] = (float) (Math.clamp(-left, 0, 20) / 5);
        values[at++] = (float) (Math.clamp(neededSlow - buffer, 0, 20) / 5);
        values[at++] = (float) (Math.clamp(neededSlower - buffer, 0, 20) / 5);
        values[at++] = (float) (Math.clamp(left, 0, 4) / 4);
        values[at++] = (float) (Math.clamp(left, 0, 12) / 12);
        values[at++] = (float) (Math.clamp(left, 0, 40) / 40);
        values[at++] = (float) (Math.clamp(buffer - neededSlow, 0, 4) / 4);
        values[at++] = (float) (Math.clamp(buffer - neededSlower, 0, 4) / 4);
        values[at++] = (float) (Math.clamp(buffer - neededSlower, 0, 12) / 12);
        values[at] = (float) (lastVmaf / 100);
    }

    /** Sets a state before the clip. */
    public void state(double buffer, double lastVmaf) {
        int at = CONTEXT;
        values[at++] = (float) (Math.min(buffer, 4) / 4);
        values[at++] = (float) (Math.min(buffer, 8) / 8);
        values[at++] = (float) (Math.min(buffer, 16) / 16);
        values[at++] = (float) (Math.min(buffer, 40) / 40);
        values[at++] = (float) (lastVmaf / 100);
        values[at++] = (float) (Math.max(0, lastVmaf - carried) / 50);
        values[at++] = (float) (Math.max(0, carried - lastVmaf) / 50);
        values[at] = (float) (Math.max(0, lastVmaf - carriedNext) / 50);
    }

    /** The VMAF of the clip that the expected rate carries. */
    public double carriedVmaf() {
        return carried;
    }

    private static double doublings(double ratio) {
        return Math.clamp(Math.log(ratio) / LOG_2, -8, 8);
    }
}
