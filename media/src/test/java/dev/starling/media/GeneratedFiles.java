package dev.starling.media;

import dev.starling.film.MediaWriter;
import dev.starling.film.MediaWriter.Spec;
import dev.starling.libav.Colour;
import dev.starling.libav.Frame;
import dev.starling.libav.Orientation;
import dev.starling.libav.Ratio;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Files of every kind that is read, made with the encoders that are loaded anyway. */
public final class GeneratedFiles {
    public static final Ratio RATE = new Ratio(25, 1);
    public static final int SAMPLE_RATE = 48_000;

    private GeneratedFiles() {}

    public static Spec spec(String container, String encoder, Map<String, String> options, String pixelFormat) {
        return new Spec(
                container,
                encoder,
                options,
                pixelFormat,
                128,
                96,
                false,
                Ratio.ONE,
                Orientation.UPRIGHT,
                RATE,
                false,
                Optional.empty(),
                SAMPLE_RATE,
                0);
    }

    public static Spec h264(String container) {
        return spec(container, "libx264", Map.of("preset", "ultrafast", "crf", "16"), "yuv420p");
    }

    public static Spec ffv1(String pixelFormat) {
        return spec("matroska", "ffv1", Map.of(), pixelFormat);
    }

    public static Spec sized(Spec s, int width, int height, Ratio aspect) {
        return new Spec(
                s.container(),
                s.videoEncoder(),
                s.videoOptions(),
                s.pixelFormat(),
                width,
                height,
                s.fullRange(),
                aspect,
                s.orientation(),
                s.frameRate(),
                s.variableRate(),
                s.audioEncoder(),
                s.sampleRate(),
                s.channels());
    }

    public static Spec turned(Spec s, Orientation orientation) {
        return new Spec(
                s.container(),
                s.videoEncoder(),
                s.videoOptions(),
                s.pixelFormat(),
                s.width(),
                s.height(),
                s.fullRange(),
                s.sampleAspectRatio(),
                orientation,
                s.frameRate(),
                s.variableRate(),
                s.audioEncoder(),
                s.sampleRate(),
                s.channels());
    }

    public static Spec fullRange(Spec s) {
        return new Spec(
                s.container(),
                s.videoEncoder(),
                s.videoOptions(),
                s.pixelFormat(),
                s.width(),
                s.height(),
                true,
                s.sampleAspectRatio(),
                s.orientation(),
                s.frameRate(),
                s.variableRate(),
                s.audioEncoder(),
                s.sampleRate(),
                s.channels());
    }

    public static Spec variable(Spec s) {
        return new Spec(
                s.container(),
                s.videoEncoder(),
                s.videoOptions(),
                s.pixelFormat(),
                s.width(),
                s.height(),
                s.fullRange(),
                s.sampleAspectRatio(),
                s.orientation(),
                s.frameRate(),
                true,
                s.audioEncoder(),
                s.sampleRate(),
                s.channels());
    }

    public static Spec withSound(Spec s, String audioEncoder, int sampleRate, int channels) {
        return new Spec(
                s.container(),
                s.videoEncoder(),
                s.videoOptions(),
                s.pixelFormat(),
                s.width(),
                s.height(),
                s.fullRange(),
                s.sampleAspectRatio(),
                s.orientation(),
                s.frameRate(),
                s.variableRate(),
                Optional.of(audioEncoder),
                sampleRate,
                channels);
    }

    /**
     * A file of {@code pictures} pictures of one scene, 25 a second, with a tone of 440 Hz where the spec has sound.
     */
    public static void write(Path path, Spec spec, int pictures) {
        long[] times = new long[pictures + 1];
        for (int i = 0; i <= pictures; i++) {
            times[i] = i * 3600L;
        }
        write(path, spec, times);
    }

    /** A file whose pictures stand at given times; the last of which is the end. */
    public static void write(Path path, Spec spec, long[] times) {
        try (MediaWriter writer = MediaWriter.open(path, spec, Colour.BT601)) {
            long sample = 0;
            for (int i = 0; i + 1 < times.length; i++) {
                try (Frame frame = GeneratedPictures.picture(128, 96, 1, i, times[i], times[i + 1] - times[i])) {
                    writer.write(frame);
                }
                long until = spec.audioEncoder().isEmpty() ? 0 : times[i + 1] * spec.sampleRate() / 90_000;
                if (until > sample) {
                    writer.write(tone(sample, (int) (until - sample), spec.sampleRate(), spec.channels()));
                    sample = until;
                }
            }
            writer.finish();
        }
    }

    /** 440 Hz at half of full scale, the same in all channels. */
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
