package dev.starling.h264;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.h264.bits.H264Exception;
import dev.starling.h264.nal.AnnexB;
import dev.starling.h264.slice.MbType;
import dev.starling.h264.slice.SliceData;
import dev.starling.h264.slice.SliceReader;
import dev.starling.h264.syntax.ParameterSets;
import dev.starling.testkit.Ffmpeg;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Streams by x264 with many settings, from a moving picture with texture and noise. */
class IdentityOfX264StreamsTest {

    private static final int FRAMES = 14;
    /** 112x80 samples. */
    private static final int MBS_PER_FRAME = 7 * 5;

    /** 112x96 samples, because fields need an even number of macroblock rows. */
    private static final int MBS_PER_INTERLACED_FRAME = 7 * 6;

    private static final String SOURCE = "testsrc2=size=112x80:rate=25,noise=alls=12:allf=t+u:all_seed=7";

    /** A preset and x264 parameters; a pixel format other than yuv420p follows after a space. */
    private static List<String> settings() {
        var settings = new ArrayList<String>();
        for (String preset : List.of(
                "ultrafast", "superfast", "veryfast", "faster", "fast", "medium", "slow", "slower", "veryslow")) {
            settings.add(preset + ":scenecut=40");
            settings.add(preset + ":cabac=" + (preset.equals("ultrafast") ? 1 : 0));
        }
        for (int ref = 1; ref <= 16; ref += 3) {
            settings.add("medium:ref=" + ref + ":cabac=" + ref % 2 + ":bframes=" + ref / 3);
        }
        for (String pyramid : List.of("none", "strict", "normal")) {
            for (int weightp = 0; weightp <= 2; weightp++) {
                settings.add(
                        "medium:bframes=4:b-adapt=0:b-pyramid=" + pyramid + ":weightp=" + weightp + ":direct=spatial");
                settings.add("medium:bframes=3:b-adapt=0:b-pyramid=" + pyramid + ":weightp=" + weightp
                        + ":direct=temporal:cabac=0:partitions=all");
            }
        }
        for (int slices = 1; slices <= 8; slices++) {
            settings.add("medium:slices=" + slices + ":8x8dct=" + slices % 2 + ":cabac=" + slices / 2 % 2);
        }
        for (int cabac = 0; cabac <= 1; cabac++) {
            String coder = ":cabac=" + cabac;
            settings.add("medium:interlaced=1:bframes=2" + coder);
            settings.add("medium:interlaced=1:bff=1:slices=3:ref=4:8x8dct=0:weightp=2:partitions=all" + coder);
            settings.add("medium:interlaced=1:direct=temporal:bframes=3:b-adapt=0:qp=12" + coder);
            settings.add("medium:fake-interlaced=1" + coder);
            settings.add("medium:qp=0" + coder);
            settings.add("medium:qp=1:partitions=all" + coder);
            settings.add("medium:qp=51" + coder);
            settings.add("medium:qp=0:interlaced=1" + coder);
            settings.add("medium:cqm=jvt" + coder);
            settings.add("medium:constrained-intra=1:intra-refresh=1:aud=1:nal-hrd=vbr:vbv-maxrate=300:vbv-bufsize=300"
                    + coder);
            settings.add("medium:nal-hrd=cbr:bitrate=900:vbv-maxrate=900:vbv-bufsize=450:filler=1" + coder);
            settings.add("medium:stitchable=1:no-deblock=1:open-gop=1:keyint=6" + coder);
            for (String format : List.of("gray", "yuv422p", "yuv444p", "yuv420p10le", "yuv422p10le", "yuv444p10le")) {
                settings.add("medium:bframes=2:partitions=all" + coder + " " + format);
                settings.add("medium:bframes=2:8x8dct=0:interlaced=1" + coder + " " + format);
                settings.add("medium:qp=0:bframes=1" + coder + " " + format);
                settings.add("medium:qp=3:keyint=4" + coder + " " + format);
            }
        }
        return settings;
    }

    @Test
    void allComeBackByteForByteAndTogetherTheyUseNearlyAllOfTheSyntax() {
        Ffmpeg.assumeInstalled();
        List<String> settings = settings();
        var identity = new Identity();
        Set<Integer> mbTypes = new TreeSet<>();
        for (String setting : settings) {
            byte[] stream = encode(setting);
            Identity.Report report = identity.check(stream);
            assertThat(report.isIdentical()).as("%s: %s", setting, report).isTrue();
            int mbs = setting.contains("interlaced=1") ? MBS_PER_INTERLACED_FRAME : MBS_PER_FRAME;
            assertThat(report.macroblocks()).as(setting).isEqualTo((long) FRAMES * mbs);
            collectMbTypes(stream, mbTypes);
        }
        // Some of the 24 Intra_16x16 types are rare in such pictures.
        Set<Integer> expected = new TreeSet<>(
                IntStream.rangeClosed(MbType.I_PCM, MbType.B_SKIP).boxed().toList());
        expected.add(MbType.I_NXN);
        assertThat(mbTypes).containsAll(expected).hasSizeGreaterThanOrEqualTo(expected.size() + 18);
    }

    private static byte[] encode(String setting) {
        String[] parts = setting.split(" ", 2);
        String[] presetAndParameters = parts[0].split(":", 2);
        String format = parts.length > 1 ? parts[1] : "yuv420p";
        return Ffmpeg.x264(
                SOURCE, FRAMES, presetAndParameters[1], "-preset", presetAndParameters[0], "-pix_fmt", format);
    }

    private static void collectMbTypes(byte[] stream, Set<Integer> mbTypes) throws H264Exception {
        var data = new SliceData();
        var reader = new SliceReader(data);
        var parameterSets = new ParameterSets();
        for (var framed : AnnexB.read(stream).units()) {
            parameterSets.accept(framed.nalUnit());
            if (framed.nalUnit().type().isSlice()) {
                reader.read(framed.nalUnit(), parameterSets);
                for (int mb = 0; mb < data.mbCount(); mb++) {
                    mbTypes.add(data.mbType(mb));
                }
            }
        }
    }
}
