package dev.starling.app.report;

import dev.starling.swarm.title.Clip;
import dev.starling.swarm.title.Member;
import dev.starling.swarm.title.RungLadder;

/**
 * What a rung needs and gives over the whole title, weighed by the duration of the clips.
 *
 * @param bitsPerSecond the mean bitrate
 * @param vmaf the mean VMAF
 * @param vmafNeg the mean VMAF NEG
 */
record RungMeans(double bitsPerSecond, double vmaf, double vmafNeg) {
    static RungMeans of(RungLadder ladder, int rung) {
        double bits = 0;
        double seconds = 0;
        double vmaf = 0;
        double vmafNeg = 0;
        for (Clip clip : ladder.title().clips()) {
            Member member = ladder.serving(rung, clip);
            bits += member.bytes() * 8.0;
            seconds += clip.seconds();
            vmaf += member.quality().vmaf() * clip.seconds();
            vmafNeg += member.quality().vmafNeg() * clip.seconds();
        }
        return new RungMeans(bits / seconds, vmaf / seconds, vmafNeg / seconds);
    }
}
