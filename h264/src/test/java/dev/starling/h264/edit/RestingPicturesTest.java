package dev.starling.h264.edit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.h264.edit.CompatibleStreams.ForEachVariant;
import dev.starling.h264.nal.NalUnit;
import dev.starling.h264.nal.NalUnitType;
import dev.starling.h264.syntax.ParameterSets;
import dev.starling.testkit.Ffmpeg;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RestingPicturesTest {
    /** What steering reckons with for each slice. */
    private static final int SLICE_BYTES = 32;

    /** A stream whose pictures rest from an access unit on. */
    private static CodedVideo restingFrom(int first, CodedVideo video) {
        CodedSlice slice = video.accessUnits().getFirst().firstSlice();
        ParameterSets sets = new ParameterSets();
        sets.put(slice.sps());
        sets.put(slice.pps());
        RestingPictures resting = new RestingPictures(
                parameterSet(video, NalUnitType.SEQUENCE_PARAMETER_SET),
                parameterSet(video, NalUnitType.PICTURE_PARAMETER_SET));
        List<AccessUnit> units = new ArrayList<>(video.accessUnits().subList(0, first));
        for (AccessUnit unit :
                video.accessUnits().subList(first, video.accessUnits().size())) {
            ByteBuffer rests = resting.rest(ByteBuffer.wrap(unit.toLengthPrefixed()));
            if (!unit.isIdr()) {
                assertThat(rests.remaining())
                        .isLessThanOrEqualTo(unit.sizeBytes()
                                - unit.slicesSizeBytes()
                                + SLICE_BYTES * unit.slices().size());
            }
            units.add(AccessUnit.readLengthPrefixed(rests, sets));
        }
        return video.withAccessUnits(units);
    }

    private static NalUnit parameterSet(CodedVideo video, NalUnitType type) {
        return video.accessUnits().getFirst().parts().stream()
                .map(AccessUnit.Part::unit)
                .filter(it -> it.type() == type)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void eachSliceOfManyTakesItsOwnBytes() {
        CodedVideo video = CompatibleStreams.video("cabac=1:bframes=2:b-pyramid=0:slices=9:8x8dct=1", 24);
        assertThat(video.accessUnits().getFirst().slices()).hasSize(9);
        Ffmpeg.Decoded decoded = Ffmpeg.decode(restingFrom(1, video).toByteArray());
        assertThat(decoded.complaints()).isEmpty();
        assertThat(decoded.frameMd5s()).hasSize(video.accessUnits().size());
    }

    @ForEachVariant
    void behindAnIdrPictureAllPicturesShowWhatItShows(String variant) {
        CodedVideo video = CompatibleStreams.video(variant, 24);
        long idrPictures =
                video.accessUnits().stream().filter(AccessUnit::isIdr).count();
        Ffmpeg.Decoded decoded = Ffmpeg.decode(restingFrom(1, video).toByteArray());
        assertThat(decoded.complaints()).isEmpty();
        assertThat(decoded.frameMd5s()).hasSize(video.accessUnits().size());
        assertThat(decoded.frameMd5s().stream().distinct().count()).isEqualTo(idrPictures);
    }

    @ForEachVariant
    void fromAnyPictureOnTheyDecode(String variant) {
        CodedVideo video = CompatibleStreams.video(variant, 24);
        for (int first = 2; first < 9; first++) {
            Ffmpeg.Decoded decoded = Ffmpeg.decode(restingFrom(first, video).toByteArray());
            assertThat(decoded.complaints()).isEmpty();
            assertThat(decoded.frameMd5s()).hasSize(video.accessUnits().size());
        }
    }
}
