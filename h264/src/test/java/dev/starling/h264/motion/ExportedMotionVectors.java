package dev.starling.h264.motion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.ffmpeg.global.avutil.AV_FRAME_DATA_MOTION_VECTORS;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_side_data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVFrameSideData;
import org.bytedeco.ffmpeg.avutil.AVMotionVector;

/**
 * The motion vectors that {@link LibavDecoder} derives for a picture ({@code AV_CODEC_EXPORT_DATA_MVS}): at most one
 * per 8x8 block, that of its first 4x4 block.
 */
final class ExportedMotionVectors {
    /**
     * One motion vector.
     *
     * @param list 0 or 1
     * @param mvX in quarter samples
     * @param mvY in quarter samples
     */
    record Vector(int list, Block block, int mvX, int mvY) {}

    /** The position and size of a block in samples. */
    record Block(int x, int y, int width, int height) {}

    private ExportedMotionVectors() {}

    static void forEach(AVFrame frame, Consumer<Vector> consumer) {
        AVFrameSideData sideData = av_frame_get_side_data(frame, AV_FRAME_DATA_MOTION_VECTORS);
        if (sideData != null) {
            int size = new AVMotionVector().sizeof();
            ByteBuffer vectors =
                    sideData.data().limit(sideData.size()).asByteBuffer().order(ByteOrder.nativeOrder());
            for (int at = 0; at < vectors.limit(); at += size) {
                consumer.accept(vector(vectors, at));
            }
        }
    }

    /**
     * AVMotionVector has the fields int32 source; uint8 w, h; int16 src_x, src_y, dst_x, dst_y; uint64 flags; int32
     * motion_x, motion_y; uint16 motion_scale.
     */
    private static Vector vector(ByteBuffer data, int at) {
        int width = data.get(at + 4);
        int height = data.get(at + 5);
        assertThat(data.getShort(at + 32)).isEqualTo((short) 4);
        return new Vector(
                data.getInt(at) < 0 ? 0 : 1,
                new Block(data.getShort(at + 10) - width / 2, data.getShort(at + 12) - height / 2, width, height),
                data.getInt(at + 24),
                data.getInt(at + 28));
    }
}
