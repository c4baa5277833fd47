package dev.starling.media.analysis;

import dev.starling.libav.Frame;
import dev.starling.media.clip.FrameSignature;
import dev.starling.media.clip.SourceClip;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The properties of a clip that decide which encoding parameters suit it, measured in one pass without an encode. All
 * but {@code cut} are means over pairs of successive pictures. {@code docs/evolution.md} has the definitions.
 *
 * @param texture detail within the pictures
 * @param information SI and TI of ITU-T P.910
 * @param motion movement from picture to picture
 * @param luma brightness and contrast
 * @param grain standard deviation of the noise in the flattest blocks, in sample levels
 * @param text share of blocks with few, widely separated levels, such as letters and drawings, 0–1
 * @param cut the largest {@linkplain FrameSignature#distance distance} between successive pictures of the clip, in
 *     sample levels; about 20 at a scene cut
 */
public record ContentAnalysis(
        Texture texture, Information information, Motion motion, Luma luma, double grain, double text, double cut) {

    /**
     * Texture of luma blocks of 8 by 8 samples.
     *
     * @param mean mean absolute AC coefficient of the blocks' DCT, in sample levels
     * @param change mean absolute change of that from picture to picture, in sample levels
     */
    public record Texture(double mean, double change) {}

    /**
     * Spatial and temporal information of ITU-T P.910, in sample levels.
     *
     * @param spatial SI: standard deviation of the Sobel-filtered luma
     * @param temporal TI: standard deviation of the change of luma from picture to picture
     */
    public record Information(double spatial, double temporal) {}

    /**
     * Motion of blocks from picture to picture.
     *
     * @param meanLength mean length of the motion vectors, in hundredths of the picture width
     * @param spread standard deviation of the motion vectors within a picture, in the same unit
     * @param intraShare share of blocks that their own mean predicts better than any motion vector, 0–1
     */
    public record Motion(double meanLength, double spread, double intraShare) {}

    /**
     * Luma levels.
     *
     * @param mean from 0 (black) to 1 (white)
     * @param contrast standard deviation within a picture; 1 is the distance from black to white
     */
    public record Luma(double mean, double contrast) {}

    /** Pictures from one analysed pair to the next. Content changes more slowly. */
    private static final int PICTURES_PER_PAIR = 8;

    /** Analyses a clip on the calling thread. A clip of a single picture has no motion and no change. */
    public static ContentAnalysis of(SourceClip clip) {
        List<Frame> frames = clip.frames();
        List<PairAnalysis> pairs = new ArrayList<>();
        for (int i = 0; i == 0 || i + 1 < frames.size(); i += PICTURES_PER_PAIR) {
            LumaPicture first = LumaPicture.of(frames.get(i).luma());
            LumaPicture second = LumaPicture.of(
                    frames.get(Math.min(i + 1, frames.size() - 1)).luma());
            pairs.add(PairAnalysis.of(first, second));
        }
        return new ContentAnalysis(
                new Texture(
                        mean(pairs, pair -> pair.texture().mean()),
                        mean(pairs, pair -> pair.texture().change())),
                new Information(
                        mean(pairs, pair -> pair.information().spatial()),
                        mean(pairs, pair -> pair.information().temporal())),
                new Motion(
                        mean(pairs, pair -> pair.motion().meanLength()),
                        mean(pairs, pair -> pair.motion().spread()),
                        mean(pairs, pair -> pair.motion().intraShare())),
                new Luma(
                        mean(pairs, pair -> pair.luma().mean()),
                        mean(pairs, pair -> pair.luma().contrast())),
                mean(pairs, PairAnalysis::grain),
                mean(pairs, PairAnalysis::text),
                maxDistance(frames));
    }

    private static double mean(List<PairAnalysis> pairs, ToDoubleFunction<PairAnalysis> value) {
        return pairs.stream().mapToDouble(value).average().orElseThrow();
    }

    private static double maxDistance(List<Frame> frames) {
        double max = 0;
        FrameSignature before = FrameSignature.of(frames.getFirst());
        for (Frame frame : frames.subList(1, frames.size())) {
            FrameSignature now = FrameSignature.of(frame);
            max = Math.max(max, before.distance(now));
            before = now;
        }
        return max;
    }
}
