package dev.starling.media;

import dev.starling.film.MediaWriter;
import dev.starling.film.MediaWriter.AudioTrack;
import dev.starling.film.MediaWriter.SampleRange;
import dev.starling.film.MediaWriter.Spec;
import dev.starling.film.MediaWriter.Timing;
import dev.starling.film.MediaWriter.VideoEncoder;
import dev.starling.film.MediaWriter.VideoTrack;
import dev.starling.libav.Colour;
import dev.starling.libav.Frame;
import dev.starling.libav.FrameSize;
import dev.starling.libav.Orientation;
import dev.starling.libav.Ratio;
import java.nio.file.Path;
import java.util.Map;

/** Generates files of every kind that is read, with the encoders that the loaded FFmpeg has. */
public final class GeneratedFiles {
    public static final Ratio RATE = new Ratio(25, 1);
    public static final FrameSize SIZE = new FrameSize(128, 96);

    private GeneratedFiles() {}

    public static Spec spec(String container, String encoder, Map<String, String> options, String pixelFormat) {
        return new Spec(container, VideoTrack.of(new VideoEncoder(encoder, options, pixelFormat), SIZE, RATE));
    }

    public static Spec h264(String container) {
        return spec(container, "libx264", Map.of("preset", "ultrafast", "crf", "16"), "yuv420p");
    }

    public static Spec ffv1(String pixelFormat) {
        return spec("matroska", "ffv1", Map.of(), pixelFormat);
    }

    public static Spec sized(Spec spec, FrameSize size, Ratio aspect) {
        return spec.withVideo(video -> video.withSize(size).withSampleAspectRatio(aspect));
    }

    public static Spec turned(Spec spec, Orientation orientation) {
        return spec.withVideo(video -> video.withOrientation(orientation));
    }

    public static Spec fullRange(Spec spec) {
        return spec.withVideo(video -> video.withRange(SampleRange.FULL));
    }

    public static Spec variable(Spec spec) {
        return spec.withVideo(video -> video.withTiming(Timing.VARIABLE));
    }

    public static Spec withSound(Spec spec, String audioEncoder, int sampleRate, int channels) {
        return spec.withAudio(new AudioTrack(audioEncoder, sampleRate, channels));
    }

    /** Writes {@code pictures} pictures of one scene, 25 per second, with a tone of 440 Hz if the spec has sound. */
    public static void write(Path path, Spec spec, int pictures) {
        long[] times = new long[pictures + 1];
        for (int i = 0; i <= pictures; i++) {
            times[i] = i * 3600L;
        }
        write(path, spec, times);
    }

    /** Writes pictures at the given times in 1/90000 s; the last time is the end. */
    public static void write(Path path, Spec spec, long[] times) {
        try (MediaWriter writer = MediaWriter.open(path, spec, Colour.BT601)) {
            long sample = 0;
            for (int i = 0; i + 1 < times.length; i++) {
                try (Frame frame = GeneratedPictures.picture(
                        SIZE.width(), SIZE.height(), 1, i, times[i], times[i + 1] - times[i])) {
                    writer.write(frame);
                }
                if (spec.audio().isPresent()) {
                    AudioTrack audio = spec.audio().get();
                    long until = times[i + 1] * audio.sampleRate() / 90_000;
                    writer.write(tone(sample, (int) (until - sample), audio.sampleRate(), audio.channels()));
                    sample = until;
                }
            }
            writer.finish();
        }
    }

    /** A tone of 440 Hz at half of full scale, the same in all channels. */
    public static float[] tone(long firstSample, int count, int sampleRate, int channels) {
        float[] samples = new float[count * channels];
        for (int i = 0; i < count; i++) {
            float value = (float) (0.5 * Math.sin(2 * Math.PI * 440 * (firstSample + i) / sampleRate));
            for (int channel = 0; channel < channels; channel++) {
                samples[i * channels + channel] = value;
            }
        }
        return samples;
    }
}
