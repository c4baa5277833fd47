package dev.starling.media.decoding;

import dev.starling.media.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A stream of {@link AudioReader}, decoded again, for tests. */
public final class DecodedSound {
    private final AudioFormat format;
    private final List<AudioFrame> frames;
    private final float[] samples;

    private DecodedSound(AudioFormat format, List<AudioFrame> frames, float[] samples) {
        this.format = format;
        this.frames = frames;
        this.samples = samples;
    }

    /** The format of the frames. */
    public AudioFormat format() {
        return format;
    }

    /** The frames as they were read. */
    public List<AudioFrame> frames() {
        return frames;
    }

    /** The first channel, from presentation time 0. */
    public float[] samples() {
        return samples.clone();
    }

    /** All streams of a soundtrack. */
    public static List<DecodedSound> all(Path path, int track, long origin) throws IOException {
        try (AudioReader reader = AudioReader.open(path, track, origin)) {
            List<List<AudioFrame>> streams = new ArrayList<>();
            reader.formats().forEach(_ -> streams.add(new ArrayList<>()));
            for (Optional<AudioFrame> frame = reader.next(); frame.isPresent(); frame = reader.next()) {
                streams.get(frame.get().stream()).add(frame.get());
            }
            List<DecodedSound> decoded = new ArrayList<>();
            for (int i = 0; i < streams.size(); i++) {
                decoded.add(of(reader.formats().get(i), streams.get(i)));
            }
            return decoded;
        }
    }

    static DecodedSound of(AudioFormat format, List<AudioFrame> frames) throws IOException {
        return new DecodedSound(
                format,
                List.copyOf(frames),
                decode(format, frames.stream().map(AudioFrame::data).toList()));
    }

    /** Decodes AAC through an ADTS file. */
    private static float[] decode(AudioFormat format, List<Bytes> frames) throws IOException {
        ByteArrayOutputStream adts = new ByteArrayOutputStream();
        int frequencyIndex = format.sampleRate() == 48_000 ? 3 : 4;
        for (Bytes frame : frames) {
            int length = 7 + frame.size();
            adts.write(0xff);
            adts.write(0xf1);
            adts.write(0x40 | (frequencyIndex << 2) | (format.layout().channels() >> 2));
            adts.write(((format.layout().channels() & 3) << 6) | (length >> 11));
            adts.write(length >> 3);
            adts.write(((length & 7) << 5) | 0x1f);
            adts.write(0xfc);
            adts.write(frame.toArray());
        }
        Path path = Files.createTempFile("starling-sound", ".aac");
        try {
            Files.write(path, adts.toByteArray());
            return SoundProbe.firstChannel(path, format.primingSamples());
        } finally {
            Files.delete(path);
        }
    }

    /** The root mean square of an interval. */
    public double level(double fromSeconds, double untilSeconds) {
        double sum = 0;
        int from = (int) (fromSeconds * format.sampleRate());
        int until = (int) (untilSeconds * format.sampleRate());
        for (int i = from; i < until; i++) {
            sum += samples[i] * samples[i];
        }
        return Math.sqrt(sum / (until - from));
    }

    /** The highest sample of an interval. */
    public double peak(double fromSeconds, double untilSeconds) {
        double peak = 0;
        for (int i = (int) (fromSeconds * format.sampleRate()); i < untilSeconds * format.sampleRate(); i++) {
            peak = Math.max(peak, Math.abs(samples[i]));
        }
        return peak;
    }

    /** When sound gets as loud as half the loudest sample of an interval, in seconds; −1 if there is no sound. */
    public double onset(double fromSeconds, double untilSeconds) {
        int from = (int) (fromSeconds * format.sampleRate());
        int until = (int) Math.min(samples.length, untilSeconds * format.sampleRate());
        double peak = 0.01;
        for (int i = from; i < until; i++) {
            peak = Math.max(peak, Math.abs(samples[i]));
        }
        for (int i = from; i < until; i++) {
            if (Math.abs(samples[i]) >= peak / 2) {
                return (double) i / format.sampleRate();
            }
        }
        return -1;
    }
}
