package dev.starling.h264.edit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starling.h264.bits.H264Exception;
import dev.starling.h264.edit.CompatibleStreams.ForEachVariant;
import dev.starling.h264.nal.NalUnitType;
import dev.starling.h264.syntax.SliceHeader;
import dev.starling.h264.syntax.SliceHeader.PictureId;
import dev.starling.testkit.Ffmpeg;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class CodedVideoTest {
    @ForEachVariant
    void aVideoIsGroupedIntoItsPicturesAndWrittenBackByteForByte(String variant) {
        byte[] stream = CompatibleStreams.encode(variant, 28);
        CodedVideo video = CodedVideo.read(stream);
        assertThat(video.toByteArray()).isEqualTo(stream);
        assertThat(video.sizeBytes()).isEqualTo(stream.length);
        assertThat(video.accessUnits()).hasSize(CompatibleStreams.FRAMES);
        int slices = Integer.parseInt(variant.replaceAll(".*slices=(\\d+).*", "$1"));
        assertThat(video.accessUnits())
                .allSatisfy(unit -> assertThat(unit.slices()).hasSize(slices));
        assertThat(video.gopStarts()).containsExactly(0, CompatibleStreams.FRAMES_PER_GOP);
        assertThat(video.accessUnits().getFirst().parts().stream()
                        .map(part -> part.unit().type())
                        .toList())
                .startsWith(NalUnitType.SEQUENCE_PARAMETER_SET, NalUnitType.PICTURE_PARAMETER_SET);
    }

    @Test
    void fieldsAreAccessUnitsOfTheirOwnAndUnitDelimitersStartThem() {
        byte[] stream = Ffmpeg.x264(
                "testsrc2=size=96x96:rate=25",
                6,
                "fake-interlaced=1:bframes=1:b-adapt=0:aud=1:slices=2",
                "-preset",
                "fast");
        CodedVideo video = CodedVideo.read(stream);
        assertThat(video.accessUnits())
                .hasSize(6)
                .allSatisfy(unit ->
                        assertThat(unit.parts().getFirst().unit().type()).isEqualTo(NalUnitType.ACCESS_UNIT_DELIMITER));
        assertThat(video.toByteArray()).isEqualTo(stream);
    }

    @ForEachVariant
    void framesWithOtherIdsInTheirHeadersDecodeToTheSamePictures(String variant) {
        byte[] stream = CompatibleStreams.encode(variant, 28);
        CodedVideo video = CodedVideo.read(stream);
        List<AccessUnit> edited = new ArrayList<>();
        int idrPicId = 40;
        for (AccessUnit unit : video.accessUnits()) {
            idrPicId += unit.isIdr() ? 7 : 0;
            OptionalInt id = unit.isIdr() ? OptionalInt.of(idrPicId) : OptionalInt.empty();
            edited.add(unit.withSlices(unit.slices().stream()
                    .map(slice -> {
                        PictureId old = slice.header().pictureId();
                        var changed = new PictureId(
                                old.frameNum(), old.structure(), id, old.picOrderCnt(), old.redundantPicCnt());
                        return slice.withHeader(slice.header().withPictureId(changed), slice.pps());
                    })
                    .toList()));
        }
        byte[] rewritten = video.withAccessUnits(edited).toByteArray();
        assertThat(rewritten).isNotEqualTo(stream);
        assertThat(CodedVideo.read(rewritten)
                        .accessUnits()
                        .get(CompatibleStreams.FRAMES_PER_GOP)
                        .firstSlice()
                        .header()
                        .pictureId()
                        .idrPicId())
                .hasValue(54);
        Ffmpeg.Decoded decoded = Ffmpeg.decode(rewritten);
        assertThat(decoded.complaints()).isEmpty();
        assertThat(decoded.frameMd5s())
                .hasSize(CompatibleStreams.FRAMES)
                .isEqualTo(Ffmpeg.decode(stream).frameMd5s());
        assertThat(withOldIds(video, CodedVideo.read(rewritten)).toByteArray()).isEqualTo(stream);
    }

    @Test
    void aHeaderThatTheSliceDataDoesNotFitIsRefused() {
        CodedVideo video = CompatibleStreams.video(CompatibleStreams.VARIANTS.getFirst(), 28);
        CodedSlice slice = video.accessUnits().getFirst().firstSlice();
        SliceHeader header = slice.header();
        assertThatThrownBy(() -> slice.withHeader(header.withSliceQpDelta(header.sliceQpDelta() + 1), slice.pps()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aSliceWithoutParameterSetsIsMalformed() {
        CodedVideo video = CompatibleStreams.video(CompatibleStreams.VARIANTS.getFirst(), 28);
        byte[] slice = video.accessUnits().getFirst().firstSlice().unit().toByteArray();
        byte[] stream = new byte[slice.length + 3];
        stream[2] = 1;
        System.arraycopy(slice, 0, stream, 3, slice.length);
        assertThatThrownBy(() -> CodedVideo.read(stream))
                .isInstanceOfSatisfying(
                        H264Exception.class, e -> assertThat(e.syntaxElement()).isEqualTo("pic_parameter_set_id"));
    }

    private static CodedVideo withOldIds(CodedVideo original, CodedVideo rewritten) {
        List<AccessUnit> units = new ArrayList<>();
        for (int i = 0; i < original.accessUnits().size(); i++) {
            List<CodedSlice> old = original.accessUnits().get(i).slices();
            List<CodedSlice> slices = new ArrayList<>();
            for (CodedSlice slice : rewritten.accessUnits().get(i).slices()) {
                slices.add(slice.withHeader(old.get(slices.size()).header(), slice.pps()));
            }
            units.add(rewritten.accessUnits().get(i).withSlices(slices));
        }
        return rewritten.withAccessUnits(units);
    }
}
