package dev.starling.h264.motion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_EXPORT_DATA_MVS;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_H264;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avutil.AV_FRAME_DATA_MOTION_VECTORS;
import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_QUIET;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_side_data;
import static org.bytedeco.ffmpeg.global.avutil.av_log_set_level;

import dev.starling.h264.edit.AccessUnit;
import dev.starling.h264.nal.AnnexB;
import dev.starling.h264.nal.AnnexB.ByteStreamNalUnit;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVFrameSideData;
import org.bytedeco.ffmpeg.avutil.AVMotionVector;
import org.bytedeco.javacpp.BytePointer;

/** libavcodec's H.264 decoder, asked for the motion vectors that it derives ({@code AV_CODEC_EXPORT_DATA_MVS}). */
final class ExportedMotionVectors implements AutoCloseable {
    /**
     * One motion vector.
     *
     * @param list 0 or 1
     * @param x column of the block's first sample
     * @param y its row
     * @param mvX in quarter samples
     * @param mvY in quarter samples
     */
    record Vector(int list, int x, int y, int width, int height, int mvX, int mvY) {}

    /** Is told a picture's vectors. Libavcodec tells no more than one vector for each 8x8 block: that of its first 4x4 block. */
    interface Receiver {
        void begin(int accessUnit);

        void vector(Vector vector);

        void end();
    }

    private final AVCodecContext context;
    private final AVPacket packet = av_packet_alloc();
    private final AVFrame frame = av_frame_alloc();
    private final Receiver receiver;

    ExportedMotionVectors(Receiver receiver) {
        this.receiver = receiver;
        av_log_set_level(AV_LOG_QUIET);
        var codec = avcodec_find_decoder(AV_CODEC_ID_H264);
        context = avcodec_alloc_context3(codec);
        context.thread_count(1);
        context.export_side_data(AV_CODEC_EXPORT_DATA_MVS);
        assertThat(avcodec_open2(context, codec, (AVDictionary) null)).isZero();
    }

    /** Decodes access unit number {@code index}. */
    void decode(int index, AccessUnit accessUnit) {
        byte[] bytes = new AnnexB(
                        accessUnit.parts().stream()
                                .map(part -> new ByteStreamNalUnit(part.zeroBytes(), part.unit()))
                                .toList(),
                        0)
                .toByteArray();
        try (BytePointer data = new BytePointer(bytes.length + 64L)) {
            data.fill(0);
            data.put(bytes, 0, bytes.length);
            packet.data(data).size(bytes.length);
            packet.pts(index);
            avcodec_send_packet(context, packet);
            receive();
        }
    }

    /** Takes out the pictures that the decoder still holds. */
    void finish() {
        avcodec_send_packet(context, null);
        receive();
    }

    private void receive() {
        while (avcodec_receive_frame(context, frame) == 0) {
            receiver.begin((int) frame.pts());
            AVFrameSideData sideData = av_frame_get_side_data(frame, AV_FRAME_DATA_MOTION_VECTORS);
            if (sideData != null) {
                int size = new AVMotionVector().sizeof();
                ByteBuffer vectors = sideData.data()
                        .limit(sideData.size())
                        .asByteBuffer()
                        .order(ByteOrder.nativeOrder());
                for (int at = 0; at < vectors.limit(); at += size) {
                    receiver.vector(vector(vectors, at));
                }
            }
            receiver.end();
        }
    }

    /** The fields of AVMotionVector: int32 source; uint8 w, h; int16 src_x, src_y, dst_x, dst_y; uint64 flags; int32 motion_x, motion_y; uint16 motion_scale. */
    private static Vector vector(ByteBuffer data, int at) {
        int width = data.get(at + 4);
        int height = data.get(at + 5);
        assertThat(data.getShort(at + 32)).isEqualTo((short) 4);
        return new Vector(
                data.getInt(at) < 0 ? 0 : 1,
                data.getShort(at + 10) - width / 2,
                data.getShort(at + 12) - height / 2,
                width,
                height,
                data.getInt(at + 24),
                data.getInt(at + 28));
    }

    @Override
    public void close() {
        av_frame_free(frame);
        av_packet_free(packet);
        avcodec_free_context(context);
    }
}
