package dev.starling.media.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bytedeco.ffmpeg.global.avutil.AV_PICTURE_TYPE_NONE;

import dev.starling.libav.Colour;
import dev.starling.libav.Frame;
import dev.starling.libav.FrameSize;
import dev.starling.libav.MediaException;
import dev.starling.libav.NativeEncoder;
import dev.starling.libav.Ratio;
import dev.starling.media.GeneratedPictures;
import dev.starling.media.clip.SourceClip;
import dev.starling.media.encoding.GopSettings.Encoder;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GopEncoderTest {
    private static final int PICTURES = 37;
    private static final Ratio RATE = new Ratio(25, 1);

    private SourceClip clip;

    @BeforeAll
    void generate() {
        clip = GeneratedPictures.clip(192, 112, PICTURES, 20);
    }

    @AfterAll
    void release() {
        clip.close();
    }

    private static GopSettings settings(Encoder encoder, double crf, Map<String, String> tuning) {
        String preset = switch (encoder) {
            case LIBX265 -> "superfast";
            case LIBSVTAV1 -> "11";
        };
        return new GopSettings(encoder, Colour.BT601, RATE, preset, crf, GopSettings.WHOLE_CLIP, new TreeMap<>(tuning));
    }

    private EncodedGop encode(Encoder encoder, double crf) {
        return GopEncoder.encode(clip, settings(encoder, crf, Map.of()));
    }

    @ParameterizedTest
    @EnumSource
    void everyPictureComesBackAtItsTimeAndLooksLikeItself(Encoder encoder) {
        EncodedGop gop = encode(encoder, 30);
        assertThat(gop.pictures()).hasSize(PICTURES);
        List<Long> times = new ArrayList<>();
        List<Double> psnrs = new ArrayList<>();
        MemberDecoder.Report report = MemberDecoder.decode(gop, frame -> {
            psnrs.add(GeneratedPictures.psnr(clip.frames().get(times.size()), frame));
            times.add(frame.presentationTime());
        });
        assertThat(report.complaints()).isEmpty();
        assertThat(report.frameCount()).isEqualTo(PICTURES);
        assertThat(times)
                .isEqualTo(clip.frames().stream().map(Frame::presentationTime).toList());
        assertThat(psnrs).allSatisfy(psnr -> assertThat(psnr).isGreaterThan(28));
    }

    /** A closed group can be decoded without the groups before it. */
    @ParameterizedTest
    @EnumSource
    void aClipIsDividedIntoClosedGroupsNoLongerThanAsked(Encoder encoder) {
        GopSettings whole = settings(encoder, 30, Map.of());
        GopSettings divided =
                new GopSettings(encoder, whole.colour(), RATE, whole.preset(), whole.crf(), 8, whole.tuning());
        try (SourceClip oneScene = GeneratedPictures.clip(192, 112, 24, 24)) {
            EncodedGop gop = GopEncoder.encode(oneScene, divided);
            assertThat(gop.pictures())
                    .isNotEqualTo(GopEncoder.encode(oneScene, whole).pictures());
            EncodedGop last = new EncodedGop(
                    encoder, gop.header(), gop.pictures().subList(16, 24), gop.start(), gop.end(), gop.cpuTime());
            MemberDecoder.Report report = MemberDecoder.decode(last, frame -> {});
            assertThat(report.complaints()).isEmpty();
            assertThat(report.frameCount()).isEqualTo(8);
        }
    }

    @ParameterizedTest
    @EnumSource
    void theSameSettingsGiveTheSameBytes(Encoder encoder) {
        EncodedGop first = encode(encoder, 35);
        EncodedGop second = encode(encoder, 35);
        assertThat(second.pictures()).isEqualTo(first.pictures());
        assertThat(second.header()).isEqualTo(first.header());
    }

    @ParameterizedTest
    @EnumSource
    void aLowerQualityTakesFewerBits(Encoder encoder) {
        assertThat(encode(encoder, 42).sizeBytes())
                .isLessThan((long) (0.8 * encode(encoder, 30).sizeBytes()));
    }

    @ParameterizedTest
    @EnumSource
    void theProcessorTimeIsKnownButOnVirtualThreads(Encoder encoder) throws InterruptedException {
        assertThat(encode(encoder, 35).cpuTime().orElseThrow()).isPositive();
        Thread virtual = Thread.startVirtualThread(
                () -> assertThat(encode(encoder, 35).cpuTime()).isEmpty());
        virtual.join();
    }

    @Test
    void threadsOfTheEncoderAreSeenAndTheirTimeIsCounted() {
        PictureFormat format = new PictureFormat(new FrameSize(192, 112), Colour.BT601, RATE);
        Map<String, String> twoFrameThreads = Map.of("x265-params", "log-level=none:pools=none:frame-threads=2");
        ThreadMXBean jvm = ManagementFactory.getThreadMXBean();
        EncoderThreads threads = EncoderThreads.ofCaller();
        long before = jvm.getCurrentThreadCpuTime();
        try (NativeEncoder encoder =
                threads.opened(() -> new NativeEncoder("libx265", format::configure, twoFrameThreads, "two threads"))) {
            assertThat(threads.own()).hasSize(2);
            for (Frame frame : clip.frames()) {
                encoder.send(frame, AV_PICTURE_TYPE_NONE);
                drain(encoder);
            }
            encoder.finish();
            drain(encoder);
            Duration all = threads.cpuTime().orElseThrow();
            long callersAlone = jvm.getCurrentThreadCpuTime() - before;
            // The encoder's own threads do most of the work: mode decision and entropy coding.
            assertThat(all.toNanos()).isGreaterThan(2 * callersAlone);
        }
        assertThat(threads.own()).isEmpty();
    }

    private static void drain(NativeEncoder encoder) {
        boolean more = true;
        while (more) {
            more = encoder.receive().isPresent();
        }
    }

    @ParameterizedTest
    @EnumSource
    void furtherParametersReachTheEncoderAndUnknownOnesAreRefused(Encoder encoder) {
        Map<String, String> tuning = switch (encoder) {
            case LIBX265 -> Map.of("ctu", "16");
            case LIBSVTAV1 -> Map.of("hierarchical-levels", "3");
        };
        assertThat(GopEncoder.encode(clip, settings(encoder, 35, tuning)).pictures())
                .isNotEqualTo(encode(encoder, 35).pictures());
        assertThatThrownBy(() -> GopEncoder.encode(clip, settings(encoder, 35, Map.of("frobnicate", "1"))))
                .isInstanceOf(MediaException.class)
                .hasMessageContaining("frobnicate");
        assertThatThrownBy(() -> settings(encoder, 35, Map.of("keyint", "10"))).hasMessageContaining("keyint");
    }

    @ParameterizedTest
    @EnumSource
    void whatIsMissingIsComplainedOf(Encoder encoder) {
        EncodedGop gop = encode(encoder, 30);
        List<EncodedGop.Picture> pictures = new ArrayList<>(gop.pictures());
        pictures.removeFirst();
        EncodedGop headless =
                new EncodedGop(gop.encoder(), gop.header(), pictures, gop.start(), gop.end(), gop.cpuTime());
        MemberDecoder.Report report = MemberDecoder.decode(headless, frame -> {});
        assertThat(report.complaintCount()).isPositive();
        assertThat(report.frameCount()).isLessThan(PICTURES);
    }

    @Test
    void theLoadedEncodersHaveOneName() {
        assertThat(EncoderVersion.ofLinkedEncoders())
                .matches("libavcodec [0-9a-f]{16}")
                .isEqualTo(EncoderVersion.ofLinkedEncoders());
    }
}
