package dev.starling.lab.policy;

/**
 * BBA-0 (Huang et al., SIGCOMM 2014) with the constants of Pensieve's simulator: the lowest rung below a reservoir of 5
 * s, the highest from 15 s on, and linear in the rung's index between them.
 */
public final class BufferBased implements AbrPolicy {
    private static final double RESERVOIR_SECONDS = 5;
    private static final double CUSHION_SECONDS = 10;

    @Override
    public int choose(AbrState state) {
        int highest = state.video().rungs() - 1;
        double share = (state.bufferSeconds() - RESERVOIR_SECONDS) / CUSHION_SECONDS;
        return (int) Math.clamp(highest * share, 0, highest);
    }
}
