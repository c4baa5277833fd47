package dev.starling.libav;

import static org.assertj.core.api.Assertions.assertThat;

import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class NativeLogTest {
    /** The tests call FFmpeg themselves. */
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
}
