package dev.starling.edge;

import dev.starling.edge.delivery.ClipReport;
import java.util.concurrent.atomic.LongAdder;

/** Counters of the whole edge, in the text format of Prometheus. */
final class Metrics {
    static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final LongAdder clipsSent = new LongAdder();
    private final LongAdder clipsAborted = new LongAdder();
    private final LongAdder videoBytes = new LongAdder();
    private final LongAdder audioBytes = new LongAdder();
    private final LongAdder downMoves = new LongAdder();

    LongAdder audioBytes() {
        return audioBytes;
    }

    /** Counts a clip when it has ended. */
    void count(ClipReport report) {
        switch (report.progress().state()) {
            case SENDING -> {
                return;
            }
            case SENT -> clipsSent.increment();
            case ABORTED -> clipsAborted.increment();
        }
        downMoves.add(report.progress().downMoves().size());
        report.progress().actual().ifPresent(outcome -> videoBytes.add(outcome.bytes()));
    }

    String text(int sessions) {
        StringBuilder text = new StringBuilder();
        counter(text, "starling_clips_sent_total", "Clips sent whole.", clipsSent);
        counter(text, "starling_clips_aborted_total", "Clips that the client did not take whole.", clipsAborted);
        counter(text, "starling_down_moves_total", "Down-moves while a clip was in flight.", downMoves);
        counter(text, "starling_video_bytes_total", "Bytes of access units in clips sent whole.", videoBytes);
        counter(text, "starling_audio_bytes_total", "Bytes of audio segments.", audioBytes);
        return text.append("# HELP starling_sessions Sessions that are known.\n# TYPE starling_sessions gauge\n")
                .append("starling_sessions ")
                .append(sessions)
                .append('\n')
                .toString();
    }

    private static void counter(StringBuilder text, String name, String help, LongAdder value) {
        text.append("# HELP %s %s\n# TYPE %s counter\n%s %d\n".formatted(name, help, name, name, value.sum()));
    }
}
