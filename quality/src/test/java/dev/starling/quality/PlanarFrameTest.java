package dev.starling.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

final class PlanarFrameTest {

    @Test
    void packedPlanesFollowEachOther() {
        byte[] bytes = new byte[64 * 4 * 2];
        PlanarFrame frame =
                PlanarFrame.packed(new PixelFormat(ChromaSubsampling.YUV422, 8), 64, 4, MemorySegment.ofArray(bytes));
        GeneratedFrames.set(frame, 1, 31, 3, 7);
        GeneratedFrames.set(frame, 2, 0, 0, 9);

        assertThat(bytes[64 * 4 + 32 * 4 - 1]).isEqualTo((byte) 7);
        assertThat(bytes[64 * 4 + 32 * 4]).isEqualTo((byte) 9);
    }

    @Test
    void theLastRowNeedsNoPadding() {
        SamplePlane luma = new SamplePlane(MemorySegment.ofArray(new byte[100 + 64]), 100);
        SamplePlane chroma = new SamplePlane(MemorySegment.ofArray(new byte[32]), 32);

        assertThat(new PlanarFrame(PixelFormat.YUV420P, 64, 2, luma, chroma, chroma).planeHeight(1))
                .isEqualTo(1);
    }

    @Test
    void errorsNameThePlaneAndBothSides() {
        SamplePlane luma = new SamplePlane(MemorySegment.ofArray(new byte[64 * 4]), 64);
        SamplePlane chroma = new SamplePlane(MemorySegment.ofArray(new byte[32 * 2]), 32);
        SamplePlane narrow = new SamplePlane(MemorySegment.ofArray(new byte[32 * 2]), 31);
        SamplePlane shallow = new SamplePlane(MemorySegment.ofArray(new byte[63]), 32);

        assertThatThrownBy(() -> new PlanarFrame(PixelFormat.YUV420P, 64, 4, luma, narrow, chroma))
                .hasMessage("Cb plane: a row of 32 bytes does not fit the stride of 31");
        assertThatThrownBy(() -> new PlanarFrame(PixelFormat.YUV420P, 64, 4, luma, chroma, shallow))
                .hasMessage("Cr plane: 2 rows need 64 bytes, there are 63");
        assertThatThrownBy(() -> new PlanarFrame(PixelFormat.YUV420P, 0, 4, luma, chroma, chroma))
                .hasMessage("frame size 0x4 is not positive");
        assertThatThrownBy(() -> PlanarFrame.packed(PixelFormat.YUV420P10, 64, 4, MemorySegment.ofArray(new byte[10])))
                .hasMessage("a packed yuv420p10le frame of 64x4 takes 768 bytes, not 10");
        assertThatThrownBy(() -> new PixelFormat(ChromaSubsampling.YUV420, 12))
                .hasMessage("bit depth 12 is not 8 or 10");
    }
}
