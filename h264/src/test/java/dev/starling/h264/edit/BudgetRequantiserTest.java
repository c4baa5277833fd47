package dev.starling.h264.edit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starling.h264.bits.H264Exception;
import dev.starling.h264.edit.CompatibleStreams.ForEachVariant;
import dev.starling.h264.nal.NalUnit;
import dev.starling.h264.nal.NalUnitType;
import dev.starling.h264.syntax.ParameterSets;
import dev.starling.testkit.Ffmpeg;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

class BudgetRequantiserTest {
    private static final String VARIANT = CompatibleStreams.VARIANTS.getFirst();

    private static List<ByteBuffer> units(CodedVideo video) {
        return video.accessUnits().stream()
                .map(it -> ByteBuffer.wrap(it.toLengthPrefixed()))
                .toList();
    }

    private static NalUnit parameterSet(CodedVideo video, NalUnitType type) {
        return video.accessUnits().getFirst().parts().stream()
                .map(AccessUnit.Part::unit)
                .filter(it -> it.type() == type)
                .findFirst()
                .orElseThrow();
    }

    private static BudgetRequantiser requantiser(CodedVideo video, long maxBytes) {
        return new BudgetRequantiser(
                units(video),
                parameterSet(video, NalUnitType.SEQUENCE_PARAMETER_SET),
                parameterSet(video, NalUnitType.PICTURE_PARAMETER_SET),
                maxBytes);
    }

    private static long bytes(List<ByteBuffer> units) {
        return units.stream().mapToLong(ByteBuffer::remaining).sum();
    }

    private static List<ByteBuffer> all(BudgetRequantiser requantiser) {
        List<ByteBuffer> out = new ArrayList<>();
        for (int i = 0; i < requantiser.count(); i++) {
            out.add(requantiser.next());
        }
        return out;
    }

    @ForEachVariant
    void theAccessUnitsMeetTheBudgetAndDecode(String variant) {
        CodedVideo video = CompatibleStreams.video(variant, 24);
        long before = bytes(units(video));
        for (double share : new double[] {0.85, 0.7, 0.5}) {
            long budget = Math.round(share * before);
            List<ByteBuffer> out = all(requantiser(video, budget));
            assertThat(bytes(out)).as("%s of %s", budget, before).isBetween(budget * 95 / 100, budget * 102 / 100);
            Ffmpeg.Decoded decoded =
                    Ffmpeg.decode(video.withAccessUnits(read(video, out)).toByteArray());
            assertThat(decoded.complaints()).isEmpty();
            assertThat(decoded.frameMd5s()).hasSize(video.accessUnits().size());
        }
    }

    private static List<AccessUnit> read(CodedVideo like, List<ByteBuffer> units) {
        CodedSlice first = like.accessUnits().getFirst().firstSlice();
        ParameterSets sets = new ParameterSets();
        sets.put(first.sps());
        sets.put(first.pps());
        return units.stream().map(it -> AccessUnit.readLengthPrefixed(it, sets)).toList();
    }

    @Test
    void aBudgetThatIsMetChangesNothing() {
        CodedVideo video = CompatibleStreams.video(VARIANT, 26);
        assertThat(all(requantiser(video, bytes(units(video))))).isEqualTo(units(video));
    }

    @Test
    void aBudgetThatNothingMeetsGivesTheSmallestPictures() {
        CodedVideo video = CompatibleStreams.video(VARIANT, 26);
        BudgetRequantiser requantiser = requantiser(video, 1);
        assertThat(bytes(all(requantiser))).isLessThan(bytes(units(video)) * 2 / 5);
        assertThatThrownBy(requantiser::next).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void damagedAccessUnitsAreRefused() {
        CodedVideo video = CompatibleStreams.video(VARIANT, 26);
        ByteBuffer cut = units(video).getFirst().limit(20);
        assertThatThrownBy(() -> new BudgetRequantiser(
                        List.of(cut),
                        parameterSet(video, NalUnitType.SEQUENCE_PARAMETER_SET),
                        parameterSet(video, NalUnitType.PICTURE_PARAMETER_SET),
                        10))
                .isInstanceOf(H264Exception.class);
    }
}
