package dev.starling.h264.edit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starling.h264.edit.CompatibleStreams.ForEachVariant;
import dev.starling.h264.edit.RequantisationSteps.Kind;
import dev.starling.h264.slice.MbType;
import dev.starling.h264.slice.SliceData;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RequantisationTest {
    @ForEachVariant
    void nothingIsChangedWithoutWeightOrDelta(String variant) {
        byte[] stream = CompatibleStreams.encode(variant, 24);
        CodedVideo video = CodedVideo.read(stream);
        assertThat(Requantisation.requantise(video, picture -> 6, 0).toByteArray())
                .isEqualTo(stream);
        assertThat(Requantisation.requantise(video, picture -> 0, 1).toByteArray())
                .isEqualTo(stream);
        Requantisation.Budget budget =
                Requantisation.toBudget(video, PictureChoice.ALL, OptionalInt.empty(), stream.length);
        assertThat(budget).isEqualTo(new Requantisation.Met(video, 0, 0));
    }

    @ParameterizedTest
    @EnumSource(PictureChoice.class)
    void onlyTheChosenPicturesAreTouched(PictureChoice choice) {
        CodedVideo video = CompatibleStreams.video(CompatibleStreams.VARIANTS.get(2), 22);
        CodedVideo out = Requantisation.requantise(video, picture -> choice.includes(picture) ? 8 : 0, 1);
        int touched = 0;
        for (int i = 0; i < video.accessUnits().size(); i++) {
            AccessUnit before = video.accessUnits().get(i);
            if (choice.includes(before)) {
                touched += out.accessUnits().get(i).sizeBytes() < before.sizeBytes() ? 1 : 0;
            } else {
                assertThat(out.accessUnits().get(i)).isEqualTo(before);
            }
        }
        long chosen = video.accessUnits().stream().filter(choice::includes).count();
        assertThat(chosen).isPositive();
        assertThat((long) touched).isGreaterThan(chosen / 2);
    }

    /** The levels and QPs of the output follow from those of the input, whatever the entropy coder. */
    @ForEachVariant
    void theOutputHasTheRequantisedLevels(String variant) {
        CodedVideo video = CompatibleStreams.video(variant, 24);
        int deltaQp = 6;
        CodedVideo out = Requantisation.requantise(video, picture -> deltaQp, 1);
        SliceCodec before = new SliceCodec();
        SliceCodec after = new SliceCodec();
        int compared = 0;
        for (int i = 0; i < video.accessUnits().size(); i++) {
            List<CodedSlice> slices = video.accessUnits().get(i).slices();
            for (int s = 0; s < slices.size(); s++) {
                CodedSlice written = out.accessUnits().get(i).slices().get(s);
                if (written.equals(slices.get(s))) {
                    continue;
                }
                SliceData a = before.read(slices.get(s));
                SliceData b = after.read(written);
                assertThat(b.mbCount()).isEqualTo(a.mbCount());
                for (int mb = 0; mb < a.mbCount(); mb++) {
                    compared += compareMacroblock(a, b, mb, deltaQp);
                }
            }
        }
        assertThat(compared).isGreaterThan(1000);
    }

    /**
     * A QP offset of 6 doubles luma steps exactly, so level l becomes ⌊|l| / 2 + 21 / 64⌋ with the sign of l. Chroma
     * has other steps.
     */
    private static int compareMacroblock(SliceData a, SliceData b, int mb, int deltaQp) {
        if (a.mbType(mb) == MbType.I_PCM || a.qpY(mb) + deltaQp > 51) {
            return 0;
        }
        int levels = 0;
        int atA = a.levelStart(mb);
        int atB = b.levelStart(mb);
        for (byte slot : a.blockOrder()) {
            int countA = a.totalCoeff(mb, slot);
            int countB = b.totalCoeff(mb, slot);
            boolean luma = slot < 16 || slot == 48;
            int kept = 0;
            for (int i = 0; luma && i < countA; i++) {
                int level = a.levels()[atA + i];
                int expected = Integer.signum(level) * ((32 * Math.abs(level) + 21) / 64);
                if (expected != 0) {
                    assertThat(b.levels()[atB + kept]).isEqualTo(expected);
                    assertThat(b.scanIndices()[atB + kept]).isEqualTo(a.scanIndices()[atA + i]);
                    kept++;
                }
            }
            if (luma) {
                assertThat(countB).isEqualTo(kept);
                levels += countA;
                if (kept > 0) {
                    assertThat(b.qpY(mb)).isEqualTo(a.qpY(mb) + deltaQp);
                }
            }
            atA += countA;
            atB += countB;
        }
        return levels;
    }

    @ForEachVariant
    void anyBudgetFrom60To100PercentIsMetWithin3Percent(String variant) {
        CodedVideo video = CompatibleStreams.video(variant, 22);
        SplittableRandom random = new SplittableRandom(variant.hashCode());
        for (int i = 0; i < 6; i++) {
            double share = i == 0 ? 0.6 : 0.6 + 0.4 * random.nextDouble();
            long maxBytes = (long) (share * video.sizeBytes());
            Requantisation.Budget budget =
                    Requantisation.toBudget(video, PictureChoice.ALL, OptionalInt.empty(), maxBytes);
            assertThat(budget).isInstanceOfSatisfying(Requantisation.Met.class, met -> {
                assertThat((double) met.video().sizeBytes()).isBetween(0.97 * maxBytes, (double) maxBytes);
                assertThat(met.weight()).isBetween(0.0, 1.0);
                assertThat(met.video().sizeBytes()).isEqualTo(met.video().toByteArray().length);
            });
        }
    }

    @Test
    void aBudgetThatThePicturesCannotMeetIsUnreachable() {
        CodedVideo video = CompatibleStreams.video(CompatibleStreams.VARIANTS.getFirst(), 22);
        Requantisation.Budget budget =
                Requantisation.toBudget(video, PictureChoice.NONREF, OptionalInt.of(2), video.sizeBytes() / 2);
        assertThat(budget)
                .isInstanceOfSatisfying(
                        Requantisation.Unreachable.class,
                        unreachable -> assertThat(unreachable.smallestBytes())
                                .isBetween(video.sizeBytes() / 2, video.sizeBytes()));
        assertThatThrownBy(() -> Requantisation.requantise(video, picture -> 4, -0.1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theLeastHarmfulStepsComeFirst() {
        CodedVideo video = CompatibleStreams.video(CompatibleStreams.VARIANTS.getFirst(), 22);
        List<RequantisationSteps.Step> steps = RequantisationSteps.of(video, picture -> true);
        assertThat(steps).hasSize(2 * video.accessUnits().size()).doesNotHaveDuplicates();
        long nonRef =
                video.accessUnits().stream().filter(unit -> !unit.isReference()).count();
        assertThat(steps.subList(0, (int) nonRef))
                .allSatisfy(
                        step -> assertThat(video.accessUnits().get(step.index()).isReference())
                                .isFalse());
        assertThat(steps.getLast())
                .isEqualTo(new RequantisationSteps.Step(CompatibleStreams.FRAMES_PER_GOP, Kind.INTRA));
        for (int i = 0; i < video.accessUnits().size(); i++) {
            assertThat(steps.indexOf(new RequantisationSteps.Step(i, Kind.INTRA)))
                    .isGreaterThan(steps.indexOf(new RequantisationSteps.Step(i, Kind.INTER)));
        }
    }
}
