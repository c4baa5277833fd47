package dev.starling.h264.edit;

import static dev.starling.h264.edit.CompatibleStreams.slicesOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starling.h264.edit.CompatibleStreams.ForEachVariant;
import dev.starling.testkit.Ffmpeg;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BlendTest {
    @ForEachVariant
    void theExtremeWeightsAreTheMembersThemselves(String variant) {
        CodedVideo a = CompatibleStreams.video(variant, 24);
        CodedVideo b = CompatibleStreams.video(variant, 30);
        for (BlendLevel level : BlendLevel.values()) {
            assertThat(Blend.blend(a, b, level, 0).toByteArray()).isEqualTo(a.toByteArray());
            assertThat(slicesOf(Blend.blend(a, b, level, 1))).isEqualTo(slicesOf(b));
        }
    }

    @ForEachVariant
    void blendsOfPicturesAndSlicesDecodeWithoutComplaintAndKeepTheirShare(String variant) {
        CodedVideo a = CompatibleStreams.video(variant, 24);
        CodedVideo b = CompatibleStreams.video(variant, 30);
        SplittableRandom random = new SplittableRandom(variant.hashCode());
        for (BlendLevel level : List.of(BlendLevel.FRAME, BlendLevel.SLICE)) {
            for (int i = 0; i < 3; i++) {
                double weight = random.nextDouble();
                boolean swapped = random.nextBoolean();
                CodedVideo blended = Blend.blend(swapped ? b : a, swapped ? a : b, level, weight);
                Ffmpeg.Decoded decoded = Ffmpeg.decode(blended.toByteArray());
                assertThat(decoded.complaints()).isEmpty();
                assertThat(decoded.frameMd5s()).hasSize(CompatibleStreams.FRAMES);
                List<CodedSlice> slices = slicesOf(blended);
                List<CodedSlice> ofB = slicesOf(swapped ? a : b);
                long same = slices.stream().filter(ofB::contains).count();
                double slicesPerPicture = (double) slices.size() / CompatibleStreams.FRAMES;
                assertThat((double) same)
                        .isBetween(
                                weight * slices.size() - slicesPerPicture, weight * slices.size() + slicesPerPicture);
                assertThat(goesUpOutsideIdr(blended, a, b)).isZero();
            }
        }
    }

    /** The rows that cost most switch first, so a share of slices saves more bytes than the same share of pictures. */
    @Test
    void slicesThatCostMostForAMacroblockGoDownFirst() {
        String variant = "cabac=1:bframes=3:b-pyramid=2:slices=4:8x8dct=0";
        CodedVideo larger = CompatibleStreams.video(variant, 24);
        CodedVideo smaller = CompatibleStreams.video(variant, 30);
        long bySlices = 0;
        long byPictures = 0;
        for (double weight : new double[] {0.25, 0.5, 0.75}) {
            CodedVideo slices = Blend.blend(larger, smaller, BlendLevel.SLICE, weight);
            assertThat(slicesOf(slices))
                    .isEqualTo(slicesOf(Blend.blend(smaller, larger, BlendLevel.SLICE, 1 - weight)));
            bySlices += slices.sizeBytes();
            byPictures += Blend.blend(larger, smaller, BlendLevel.FRAME, weight).sizeBytes();
        }
        assertThat(bySlices).isLessThan(byPictures);
    }

    @Test
    void anotherInitialQpIsMadeUpForBySliceQpDelta() {
        String variant = "cabac=1:bframes=2:b-pyramid=0:slices=2:8x8dct=1:stitchable=0:qp=";
        CodedVideo a = CodedVideo.read(CompatibleStreams.encode(variant + 22));
        CodedVideo b = CodedVideo.read(CompatibleStreams.encode(variant + 30));
        assertThat(a.accessUnits().getFirst().firstSlice().pps())
                .isNotEqualTo(b.accessUnits().getFirst().firstSlice().pps());
        Ffmpeg.Decoded all =
                Ffmpeg.decode(Blend.blend(a, b, BlendLevel.FRAME, 1).toByteArray());
        assertThat(all.complaints()).isEmpty();
        assertThat(all.frameMd5s()).isEqualTo(Ffmpeg.decode(b.toByteArray()).frameMd5s());
        assertThat(Ffmpeg.decode(Blend.blend(a, b, BlendLevel.SLICE, 0.4).toByteArray())
                        .complaints())
                .isEmpty();
    }

    @Test
    void incompatibleVideosAreRefusedWithTheFirstDifference() {
        CodedVideo a = CompatibleStreams.video("cabac=1:bframes=2:b-pyramid=0:slices=2", 24);
        CodedVideo b = CompatibleStreams.video("cabac=1:bframes=0:slices=2", 24);
        CodedVideo c = CompatibleStreams.video("cabac=1:bframes=2:b-pyramid=0:slices=3", 24);
        assertThat(BlendCompatibility.difference(a, b, BlendLevel.FRAME)).isPresent();
        assertThat(BlendCompatibility.difference(a, c, BlendLevel.FRAME)).isEmpty();
        assertThat(BlendCompatibility.difference(a, c, BlendLevel.SLICE))
                .hasValue("access unit 0: the number of slices is 2 in A and 3 in B");
        assertThatThrownBy(() -> Blend.blend(a, c, BlendLevel.SLICE, 0.5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("access unit 0: the number of slices is 2 in A and 3 in B");
        assertThatThrownBy(() -> Blend.blend(a, a, BlendLevel.FRAME, 1.5)).isInstanceOf(IllegalArgumentException.class);
    }

    /** How often, within a GOP, a slice of the better stream follows one of the other stream in the same row. */
    private static int goesUpOutsideIdr(CodedVideo blended, CodedVideo better, CodedVideo other) {
        int ups = 0;
        boolean[] down = {};
        for (int i = 0; i < blended.accessUnits().size(); i++) {
            List<CodedSlice> slices = blended.accessUnits().get(i).slices();
            if (blended.accessUnits().get(i).isIdr()) {
                down = new boolean[slices.size()];
            }
            for (int s = 0; s < slices.size(); s++) {
                CodedSlice slice = slices.get(s);
                boolean ofBetter =
                        slice.equals(better.accessUnits().get(i).slices().get(s));
                boolean ofOther =
                        slice.equals(other.accessUnits().get(i).slices().get(s));
                if (down[s] && !ofOther) {
                    ups++;
                }
                down[s] |= !ofBetter;
            }
        }
        return ups;
    }
}
