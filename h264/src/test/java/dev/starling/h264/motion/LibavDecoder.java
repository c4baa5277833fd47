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
import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_QUIET;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_log_set_level;

import dev.starling.h264.edit.AccessUnit;
import dev.starling.h264.nal.AnnexB;
import dev.starling.h264.nal.AnnexB.ByteStreamNalUnit;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.BytePointer;

/**
 * The H.264 decoder of libavcodec, an independent one. It exports motion vectors, which the ffmpeg command does not.
 */
final class LibavDecoder implements AutoCloseable {
    /** Receives pictures in output order. */
    interface Receiver {
        void picture(int accessUnit, AVFrame frame);
    }

    private final AVCodecContext context;
    private final AVPacket packet = av_packet_alloc();
    private final AVFrame frame = av_frame_alloc();
    private final Receiver receiver;

    LibavDecoder(Receiver receiver) {
        this.receiver = receiver;
        av_log_set_level(AV_LOG_QUIET);
        var codec = avcodec_find_decoder(AV_CODEC_ID_H264);
        context = avcodec_alloc_context3(codec);
        context.thread_count(1);
        context.export_side_data(AV_CODEC_EXPORT_DATA_MVS);
        assertThat(avcodec_open2(context, codec, (AVDictionary) null)).isZero();
    }

    /** Decodes the access unit with number {@code index}. */
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

    /** Outputs the remaining pictures. */
    void finish() {
        avcodec_send_packet(context, null);
        receive();
    }

    private void receive() {
        while (avcodec_receive_frame(context, frame) == 0) {
            receiver.picture((int) frame.pts(), frame);
        }
    }

    @Override
    public void close() {
        av_frame_free(frame);
        av_packet_free(packet);
        avcodec_free_context(context);
    }
}
