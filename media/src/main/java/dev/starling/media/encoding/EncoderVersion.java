package dev.starling.media.encoding;

import static org.bytedeco.ffmpeg.global.avcodec.avcodec_configuration;
import static org.bytedeco.ffmpeg.global.avutil.av_version_info;

import dev.starling.h264.nal.NalUnit;
import dev.starling.h264.nal.NalUnitType;
import dev.starling.libav.Colour;
import dev.starling.libav.Frame;
import dev.starling.libav.FrameSize;
import dev.starling.libav.Natives;
import dev.starling.libav.Ratio;
import dev.starling.media.clip.SourceClip;
import dev.starling.media.encoding.X264Session.Request;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.javacpp.Loader;

/**
 * The version of the H.264 encoder, a part of every content address. x264 writes its version only into its streams
 * (user data of an SEI message, D.2.7), so it is read from an encode of one picture.
 *
 * @param x264 core and revision, for example {@code core 165 r3222 b35605a}
 * @param ffmpeg version of the libraries around it
 * @param configuration hash of FFmpeg's build options, in hexadecimal
 */
public record EncoderVersion(String x264, String ffmpeg, String configuration) {
    private static final Pattern X264_BANNER = Pattern.compile("x264 - (core \\d+[^-]*?) - ");

    /** The version of the loaded libraries. */
    public static EncoderVersion ofLoaded() {
        Natives.load();
        return new EncoderVersion(
                x264Version(),
                av_version_info().getString(),
                Integer.toHexString(avcodec_configuration().getString().hashCode()));
    }

    /**
     * The version of the loaded encoders of HEVC and AV1, a part of the content addresses of their streams. FFmpeg does
     * not expose their versions, so this is a digest of the library that they are linked into.
     */
    public static String ofLinkedEncoders() {
        Path glue = Path.of(Loader.load(avcodec.class)).toAbsolutePath();
        Path library = glue.resolveSibling("libavcodec.so." + avcodec.LIBAVCODEC_VERSION_MAJOR);
        try (FileChannel channel = FileChannel.open(library);
                Arena arena = Arena.ofConfined()) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(
                    channel.map(MapMode.READ_ONLY, 0, channel.size(), arena).asByteBuffer());
            return "libavcodec " + HexFormat.of().formatHex(digest.digest(), 0, 8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static String x264Version() {
        PictureFormat pictures = new PictureFormat(new FrameSize(16, 16), Colour.BT601, new Ratio(25, 1));
        Request request = new Request(pictures, "ultrafast", 1, Map.of("threads", "1", "annexb", "1"));
        StringBuilder banner = new StringBuilder();
        try (X264Session session = new X264Session(request);
                SourceClip clip = SourceClip.of(0, List.of(Frame.allocate(16, 16, Colour.BT601, 0, 3600)))) {
            session.encode(clip, null, packet -> {
                for (NalUnit unit : packet.nalUnits()) {
                    if (unit.type() == NalUnitType.SEI) {
                        banner.append(new String(unit.toByteArray(), StandardCharsets.ISO_8859_1));
                    }
                }
            });
            Matcher version = X264_BANNER.matcher(banner);
            if (!version.find()) {
                throw session.failure("does not write its version");
            }
            return version.group(1);
        }
    }

    /** One line, for content addresses and logs. */
    @Override
    public String toString() {
        return "libx264 " + x264 + ", FFmpeg " + ffmpeg + " (" + configuration + ")";
    }
}
