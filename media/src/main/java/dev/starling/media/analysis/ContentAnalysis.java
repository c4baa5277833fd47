package dev.starling.media.analysis;

import dev.starling.libav.Frame;
import dev.starling.media.clip.FrameSignature;
import dev.starling.media.clip.SourceClip;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What a clip's pictures are like, from pairs of pictures a few apart: enough to tell which encoding parameters will
 * suit it. Means over the pairs. One pass, no encode; {@code docs/evolution.md} has the definitions.
 *
 * @param texture mean absolute DCT coefficient of luma blocks but for the mean, in sample levels
 * @param textureChange mean absolute change of the blocks' texture from picture to picture
 * @param spatialInformation SI of ITU-T P.910: standard deviation of the Sobel-filtered luma
 * @param temporalInformation TI of ITU-T P.910: standard deviation of the change of luma from picture to picture
 * @param motion mean length of motion vectors, in hundredths of the picture's width a picture
 * @param motionSpread standard deviation of motion vectors within a picture, in the same unit
 * @param intraShare share of blocks that are better described by their mean than by what moved, 0–1
 * @param luma mean luma, 0 (black) – 1 (white)
 * @param contrast standard deviation of luma within a picture, 1 is from black to white
 * @param grain standard deviation of the noise where pictures are flattest, in sample levels
 * @param text share of blocks with few levels far apart, as letters and drawings have them, 0–1
 * @param cut the greatest step between pictures of the clip, in sample levels: some 20 at a scene cut
 */
public record ContentAnalysis(
        double texture,
        double textureChange,
        double spatialInformation,
        double temporalInformation,
        double motion,
        double motionSpread,
        double intraShare,
        double luma,
        double contrast,
        double grain,
        double text,
        double cut) {
    /** Pictures from one analysed pair to the next: content changes more slowly. */
    private static final int PICTURES_A_PAIR = 8;

    /** Analyses a clip on the calling thread; of a single picture nothing moves. */
    public static ContentAnalysis of(SourceClip clip) {
        List<Frame> frames = clip.frames();
        List<PairAnalysis> pairs = new ArrayList<>();
        for (int i = 0; i == 0 || i + 1 < frames.size(); i += PICTURES_A_PAIR) {
            LumaPicture first = LumaPicture.of(frames.get(i).luma());
            LumaPicture second = LumaPicture.of(
                    frames.get(Math.min(i + 1, frames.size() - 1)).luma());
            pairs.add(PairAnalysis.of(first, second));
        }
        return new ContentAnalysis(
                mean(pairs, PairAnalysis::texture),
                mean(pairs, PairAnalysis::textureChange),
                mean(pairs, PairAnalysis::spatialInformation),
                mean(pairs, PairAnalysis::temporalInformation),
                mean(pairs, pair -> pair.motion().meanLength()),
                mean(pairs, pair -> pair.motion().spread()),
                mean(pairs, pair -> pair.motion().intraShare()),
                mean(pairs, PairAnalysis::luma),
                mean(pairs, PairAnalysis::contrast),
                mean(pairs, PairAnalysis::grain),
                mean(pairs, PairAnalysis::text),
                greatestStep(frames));
    }

    private static double mean(List<PairAnalysis> pairs, ToDoubleFunction<PairAnalysis> value) {
        return pairs.stream().mapToDouble(value).average().orElseThrow();
    }

    private static double greatestStep(List<Frame> frames) {
        double greatest = 0;
        FrameSignature before = FrameSignature.of(frames.getFirst());
        for (Frame frame : frames.subList(1, frames.size())) {
            FrameSignature now = FrameSignature.of(frame);
            greatest = Math.max(greatest, before.distance(now));
            before = now;
        }
        return greatest;
    }
}
