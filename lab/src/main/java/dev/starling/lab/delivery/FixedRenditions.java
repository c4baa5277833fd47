package dev.starling.lab.delivery;

import dev.starling.lab.video.Ladder;
import dev.starling.swarm.title.Clip;
import dev.starling.swarm.title.Member;
import dev.starling.swarm.title.RungLadder;

/** The rungs of a title, among which a player chooses if nobody steers. Immutable. */
final class FixedRenditions implements Ladder {
    private final SteeredTitle title;
    private final RungLadder ladder;
    private final double[][] bytes;
    private final double[] bitsPerSecond;
    private final double[] peakBitsPerSecond;

    FixedRenditions(SteeredTitle title) {
        this.title = title;
        this.ladder = new RungLadder(title.title());
        this.bytes = new double[rungs()][chunks()];
        this.bitsPerSecond = new double[rungs()];
        this.peakBitsPerSecond = new double[rungs()];
        for (int rung = 0; rung < rungs(); rung++) {
            double sum = 0;
            double seconds = 0;
            for (int chunk = 0; chunk < chunks(); chunk++) {
                bytes[rung][chunk] = bytes(title.title().clips().get(chunk), member(chunk, rung));
                sum += bits(chunk, rung);
                seconds += seconds(chunk);
                peakBitsPerSecond[rung] = Math.max(peakBitsPerSecond[rung], bits(chunk, rung) / seconds(chunk));
            }
            bitsPerSecond[rung] = sum / seconds;
        }
    }

    private double bytes(Clip clip, Member member) {
        int units = clip.frameCount();
        int idrPictures = title.members(clip, member.cluster()).idrPictures(0, units);
        int overhead =
                title.overheadBytes(title.title().cluster(member.cluster()).group(), 0, units, idrPictures);
        return (double) member.bytes() + overhead;
    }

    /** The member of a chunk at a rung. */
    Member member(int chunk, int rung) {
        return ladder.serving(rung, title.title().clips().get(chunk));
    }

    @Override
    public int rungs() {
        return ladder.rungs();
    }

    @Override
    public int chunks() {
        return title.title().clips().size();
    }

    @Override
    public double seconds(int chunk) {
        return title.title().clips().get(chunk).seconds();
    }

    @Override
    public double bits(int chunk, int rung) {
        return bytes[rung][chunk] * 8;
    }

    @Override
    public double vmaf(int chunk, int rung) {
        return member(chunk, rung).quality().vmaf();
    }

    @Override
    public double bitsPerSecond(int rung) {
        return bitsPerSecond[rung];
    }

    @Override
    public double peakBitsPerSecond(int rung) {
        return peakBitsPerSecond[rung];
    }
}
