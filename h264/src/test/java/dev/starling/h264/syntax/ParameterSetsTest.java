package dev.starling.h264.syntax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.starling.h264.Identity;
import dev.starling.h264.SmallStreams;
import dev.starling.h264.bits.H264Exception;
import dev.starling.h264.edit.CodedVideo;
import org.junit.jupiter.api.Test;

class ParameterSetsTest {
    private static final byte[] STREAM = SmallStreams.read("cabac");

    @Test
    void picturesUpToTheLimitAreReadAndLargerOnesRefused() {
        SequenceParameterSet sps =
                CodedVideo.read(STREAM).accessUnits().getFirst().firstSlice().sps();
        int frameSizeInMbs = sps.picWidthInMbs() * sps.frameHeightInMbs();

        assertThat(CodedVideo.read(STREAM, new ParameterSets(frameSizeInMbs))).isEqualTo(CodedVideo.read(STREAM));
        assertThatExceptionOfType(H264Exception.class)
                .isThrownBy(() -> CodedVideo.read(STREAM, new ParameterSets(frameSizeInMbs - 1)))
                .satisfies(e -> {
                    assertThat(e.kind()).isEqualTo(H264Exception.Kind.UNSUPPORTED);
                    assertThat(e.syntaxElement()).isEqualTo("pic_height_in_map_units_minus1");
                });
    }

    @Test
    void identityRefusesEverySliceOfPicturesAboveTheLimit() {
        Identity.Report all = new Identity().check(STREAM);
        Identity.Report limited = new Identity().check(STREAM, new ParameterSets(1));

        assertThat(all.isIdentical()).isTrue();
        assertThat(limited.slices()).isZero();
        assertThat(limited.macroblocks()).isZero();
        assertThat(limited.refusals().getFirst().syntaxElement()).isEqualTo("pic_height_in_map_units_minus1");
    }
}
