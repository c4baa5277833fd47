package dev.starling.h264.edit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.testkit.Ffmpeg;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CoefficientBlendTest {
    private static final int MACROBLOCKS = 24 * 13 * 9;

    @BeforeEach
    void assumeFfmpeg() {
        Ffmpeg.assumeInstalled();
    }

    static List<String> variants() {
        return LockedStreams.VARIANTS;
    }

    /**
     * The other stream where the share of macroblocks is between two slices: at most one slice in a GOP is split, and
     * no slice is taken that would exceed the weight.
     */
    @ParameterizedTest
    @MethodSource("variants")
    void sharesOfMacroblocksMatchTheWeightToTheMacroblock(String variant) {
        CodedVideo a = CodedVideo.read(LockedStreams.encode(variant, 24));
        CodedVideo b = CodedVideo.read(LockedStreams.encode(variant, 30));
        for (double weight : new double[] {0.07, 0.31, 0.5, 0.83}) {
            int ofB = 0;
            int split = 0;
            for (GopShare gop : GopShare.of(a, b, weight, unit -> 13 * 9)) {
                SliceShares shares = SliceShares.ofMacroblocks(gop, gop.pictures(a), gop.pictures(b));
                for (int p = 0; p < gop.to() - gop.from(); p++) {
                    List<CodedSlice> slices = gop.pictures(a).get(p).slices();
                    for (int s = 0; s < slices.size(); s++) {
                        int unitsOfB = shares.unitsOfB(p, s);
                        assertThat(unitsOfB).isBetween(0, SliceRows.macroblocks(slices, s));
                        ofB += unitsOfB;
                        split += unitsOfB > 0 && unitsOfB < SliceRows.macroblocks(slices, s) ? 1 : 0;
                    }
                }
            }
            assertThat(ofB).isEqualTo((int) Math.round(weight * MACROBLOCKS));
            assertThat(split).isLessThanOrEqualTo(2);
        }
    }

    /**
     * Slices before the move down are the larger stream's own, byte for byte; after it none is, and where the shares
     * are, the bytes are.
     */
    @ParameterizedTest
    @MethodSource("variants")
    void theFirstPicturesAreOfTheLargerStreamAndBytesFallWithTheWeight(String variant) {
        CodedVideo a = CodedVideo.read(LockedStreams.encode(variant, 24));
        CodedVideo b = CodedVideo.read(LockedStreams.encode(variant, 30));
        long before = a.sizeBytes();
        for (double weight : new double[] {0.2, 0.5, 0.8}) {
            CodedVideo blended = Blend.blend(a, b, BlendLevel.COEFFICIENT, weight);
            assertThat(blended.sizeBytes()).isLessThan(before);
            before = blended.sizeBytes();
            List<Boolean> ofA = IntStream.range(0, 24)
                    .mapToObj(i ->
                            blended.accessUnits().get(i).equals(a.accessUnits().get(i)))
                    .toList();
            assertThat(ofA.lastIndexOf(false)).isEqualTo(23);
            if (a.accessUnits().getFirst().slices().size() == 1) {
                assertThat(ofA.subList(0, 12)).startsWith(true);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("variants")
    void motionIsDerivedForEveryGopOfFramesAndForNoOther(String variant) {
        CodedVideo a = CodedVideo.read(LockedStreams.encode(variant, 24));
        assertThat(blendOfFirstGop(a)).isPresent();
        CodedVideo interlaced = CodedVideo.read(LockedStreams.encode(LockedStreams.UNUSUAL_VARIANTS.getFirst(), 26));
        assertThat(blendOfFirstGop(interlaced)).isEmpty();
    }

    private static Optional<List<AccessUnit>> blendOfFirstGop(CodedVideo video) {
        GopShare gop = GopShare.of(video, video, 0.5, unit -> 13 * 9).getFirst();
        return new MacroblockBlend(512).blend(gop, gop.pictures(video), gop.pictures(video));
    }
}
