package dev.starling.h264.edit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.h264.edit.CompatibleStreams.ForEachVariant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

class CoefficientBlendTest {
    private static final int MACROBLOCKS = CompatibleStreams.FRAMES * CompatibleStreams.MACROBLOCKS_PER_FRAME;

    /** At most one slice per GOP is split, and no slice is taken that would exceed the weight. */
    @ForEachVariant
    void sharesOfMacroblocksMatchTheWeightToTheMacroblock(String variant) {
        CodedVideo a = CompatibleStreams.video(variant, 24);
        CodedVideo b = CompatibleStreams.video(variant, 30);
        for (double weight : new double[] {0.07, 0.31, 0.5, 0.83}) {
            int ofB = 0;
            int split = 0;
            for (GopShare gop : GopShare.of(a, b, weight, unit -> CompatibleStreams.MACROBLOCKS_PER_FRAME)) {
                SliceShares shares = SliceShares.ofMacroblocks(gop, gop.pictures(a), gop.pictures(b));
                for (int p = 0; p < gop.until() - gop.from(); p++) {
                    List<CodedSlice> slices = gop.pictures(a).get(p).slices();
                    for (int s = 0; s < slices.size(); s++) {
                        int countOfB = shares.countOfB(p, s);
                        assertThat(countOfB).isBetween(0, SliceRows.macroblocks(slices, s));
                        ofB += countOfB;
                        split += countOfB > 0 && countOfB < SliceRows.macroblocks(slices, s) ? 1 : 0;
                    }
                }
            }
            assertThat(ofB).isEqualTo((int) Math.round(weight * MACROBLOCKS));
            assertThat(split).isLessThanOrEqualTo(2);
        }
    }

    /** Before the switch down, slices are copies of the larger stream's; after it, none is. */
    @ForEachVariant
    void theFirstPicturesAreOfTheLargerStreamAndBytesFallWithTheWeight(String variant) {
        CodedVideo a = CompatibleStreams.video(variant, 24);
        CodedVideo b = CompatibleStreams.video(variant, 30);
        long before = a.sizeBytes();
        for (double weight : new double[] {0.2, 0.5, 0.8}) {
            CodedVideo blended = Blend.blend(a, b, BlendLevel.COEFFICIENT, weight);
            assertThat(blended.sizeBytes()).isLessThan(before);
            before = blended.sizeBytes();
            List<Boolean> ofA = IntStream.range(0, CompatibleStreams.FRAMES)
                    .mapToObj(i ->
                            blended.accessUnits().get(i).equals(a.accessUnits().get(i)))
                    .toList();
            assertThat(ofA.lastIndexOf(false)).isEqualTo(CompatibleStreams.FRAMES - 1);
            if (a.accessUnits().getFirst().slices().size() == 1) {
                assertThat(ofA.subList(0, CompatibleStreams.FRAMES_PER_GOP)).startsWith(true);
            }
        }
    }

    @ForEachVariant
    void motionIsDerivedForEveryGopOfFramesAndForNoOther(String variant) {
        CodedVideo a = CompatibleStreams.video(variant, 24);
        assertThat(blendOfFirstGop(a)).isPresent();
        CodedVideo interlaced = CompatibleStreams.video(CompatibleStreams.UNUSUAL_VARIANTS.getFirst(), 26);
        assertThat(blendOfFirstGop(interlaced)).isEmpty();
    }

    private static Optional<List<AccessUnit>> blendOfFirstGop(CodedVideo video) {
        GopShare gop = GopShare.of(video, video, 0.5, unit -> CompatibleStreams.MACROBLOCKS_PER_FRAME)
                .getFirst();
        return new MacroblockBlend(512).blend(gop, gop.pictures(video), gop.pictures(video));
    }
}
