package dev.starling.media;

import static org.bytedeco.ffmpeg.global.avcodec.avcodec_configuration;
import static org.bytedeco.ffmpeg.global.avutil.av_version_info;

import dev.starling.media.NalUnits.Slice;
import dev.starling.media.SourceInfo.Ratio;
import dev.starling.media.X264Session.Request;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which encoder made a member's bytes: part of every content address. The encoder is asked by encoding one picture, since x264
 * says its build only in what it writes (D.2.7, the user data of its SEI message).
 *
 * @param x264 core and revision, for example {@code core 165 r3222 b35605a}
 * @param ffmpeg version of the libraries around it
 * @param configuration a hash of how FFmpeg was built, in hexadecimal
 */
public record EncoderVersion(String x264, String ffmpeg, String configuration) {
    private static final Pattern X264_BANNER = Pattern.compile("x264 - (core \\d+[^-]*?) - ");

    /** Of the natives that are loaded. */
    public static EncoderVersion ofLoaded() {
        Natives.load();
        return new EncoderVersion(
                x264Version(),
                av_version_info().getString(),
                Integer.toHexString(avcodec_configuration().getString().hashCode()));
    }

    private static String x264Version() {
        Request request = new Request(
                16, 16, Colour.BT601, new Ratio(25, 1), "ultrafast", 1, Map.of("threads", "1", "annexb", "1"));
        StringBuilder banner = new StringBuilder();
        try (X264Session session = new X264Session(request);
                SourceClip clip = SourceClip.of(0, List.of(Frame.allocate(16, 16, Colour.BT601, 0, 3600)))) {
            session.encode(clip, null, (annexB, _, _) -> {
                for (Slice unit : NalUnits.split(annexB)) {
                    if (NalUnits.type(annexB, unit) == NalUnits.SEI) {
                        banner.append(new String(annexB, unit.from(), unit.size(), StandardCharsets.ISO_8859_1));
                    }
                }
            });
            Matcher version = X264_BANNER.matcher(banner);
            if (!version.find()) {
                throw session.failure("does not say its version");
            }
            return version.group(1);
        }
    }

    /** In one line, for content addresses and logs. */
    @Override
    public String toString() {
        return "libx264 " + x264 + ", FFmpeg " + ffmpeg + " (" + configuration + ")";
    }
}
