package dev.starling.media.decoding;

import dev.starling.libav.NativeLog;
import dev.starling.libav.Natives;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/** Decodes a file's sound, for tests. */
final class SoundProbe {
    private SoundProbe() {}

    /** The first channel of an AAC file, from {@code skip} samples on. */
    static float[] firstChannel(Path path, int skip) {
        float[] all = new float[0];
        try (NativeLog log = new NativeLog();
                Demuxer demuxer = new Demuxer(path, log);
                StreamDecoder decoder = new StreamDecoder(demuxer, track(demuxer), 1, log)) {
            for (Optional<AVFrame> next = decoder.next(); next.isPresent(); next = decoder.next()) {
                int count = next.get().nb_samples();
                float[] more = Natives.memory(next.get().data(0), count * 4L).toArray(ValueLayout.JAVA_FLOAT);
                int before = all.length;
                all = Arrays.copyOf(all, before + count);
                System.arraycopy(more, 0, all, before, count);
            }
        }
        return Arrays.copyOfRange(all, skip, all.length);
    }

    private static SourceScan.Track track(Demuxer demuxer) {
        return new SourceScan.Track(
                List.of(Run.of(demuxer.streams().audio().getFirst().index())), 0);
    }
}
