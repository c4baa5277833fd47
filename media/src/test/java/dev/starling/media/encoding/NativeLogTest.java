package dev.starling.media.encoding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.libav.Colour;
import dev.starling.libav.NativeLog;
import dev.starling.libav.Natives;
import dev.starling.libav.Ratio;
import dev.starling.media.GeneratedPictures;
import dev.starling.media.clip.SourceClip;
import dev.starling.media.encoding.MemberDecoder.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class NativeLogTest {
    /** This test calls FFmpeg itself. */
    @BeforeAll
    static void load() {
        Natives.load();
    }

    @Test
    void aLineGoesToTheLogThatListensOnItsThread() {
        try (NativeLog outer = new NativeLog();
                NativeLog inner = new NativeLog()) {
            avutil.av_log((Pointer) null, avutil.AV_LOG_ERROR, "nobody listens\n");
            try (var _ = outer.listen()) {
                avutil.av_log((Pointer) null, avutil.AV_LOG_ERROR, "first\n");
                try (var _ = inner.listen()) {
                    avutil.av_log((Pointer) null, avutil.AV_LOG_WARNING, "second ");
                    avutil.av_log((Pointer) null, avutil.AV_LOG_WARNING, "half\n");
                    avutil.av_log((Pointer) null, avutil.AV_LOG_INFO, "small talk\n");
                }
                avutil.av_log((Pointer) null, avutil.AV_LOG_ERROR, "third\n");
            }
            assertThat(outer.lines()).containsExactly("first", "third");
            assertThat(inner.lines()).containsExactly("second half");
            assertThat(outer.lastWords("")).isEqualTo("first; third");
        }
    }

    @Test
    void linesBeyondTheFirstHundredAreCountedAndTheLastIsKept() {
        try (NativeLog log = new NativeLog()) {
            try (var _ = log.listen()) {
                for (int i = 0; i < 1000; i++) {
                    avutil.av_log((Pointer) null, avutil.AV_LOG_ERROR, "line " + i + "\n");
                }
            }
            assertThat(log.lineCount()).isEqualTo(1000);
            assertThat(log.lines()).hasSize(100).startsWith("line 0", "line 1").endsWith("line 999");
        }
    }

    @Test
    void decodersAtWorkSideBySideDoNotHearEachOther() throws InterruptedException, ExecutionException {
        CodingStructure structure = CodingStructure.usual(128, 96, Colour.BT601, new Ratio(25, 1));
        EncodedClip member;
        try (SourceClip clip = GeneratedPictures.clip(128, 96, 20, 20)) {
            GopStructure types = PictureTypes.decide(clip, structure, 1);
            member = ClipEncoder.encode(clip, types, new EncodingSettings(structure, 26, "faster", 1, new TreeMap<>()));
        }
        List<CodedPicture> sound = member.accessUnits();
        // without its first picture, all others lean on nothing
        List<CodedPicture> headless = sound.subList(1, sound.size());
        List<Future<Report>> reports = new ArrayList<>();
        try (ExecutorService executor = Executors.newFixedThreadPool(4)) {
            for (int i = 0; i < 40; i++) {
                List<CodedPicture> units = i % 2 == 0 ? sound : headless;
                Callable<Report> decode = () -> MemberDecoder.decode(member.parameterSets(), units, frame -> {});
                reports.add(executor.submit(decode));
            }
        }
        for (int i = 0; i < reports.size(); i++) {
            Report report = reports.get(i).get();
            if (i % 2 == 0) {
                assertThat(report.complaints()).isEmpty();
            } else {
                assertThat(report.complaintCount()).isPositive();
            }
        }
    }
}
