package dev.starling.film;

import dev.starling.film.MediaWriter.AudioTrack;
import dev.starling.film.MediaWriter.Spec;
import dev.starling.film.MediaWriter.VideoEncoder;
import dev.starling.film.MediaWriter.VideoTrack;
import dev.starling.libav.FrameSize;
import dev.starling.libav.Ratio;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * A transport stream as recorders and networks leave it: recordings joined whose clocks, identifiers, rates, sizes and
 * lengths differ, with clocks that were set. The flashes and tones of {@link FlashTitle} show whether it is in step.
 * The same seed gives the same title.
 *
 * @param parts the recordings, in order
 */
public record BrokenTitle(List<Part> parts) {
    private static final long SECOND = 90_000;
    private static final int MAX_PARTS = 3;
    /** Pictures from one key picture to the next. */
    private static final int USUAL_GOP = 50;

    private static final int SHORT_GOP = 12;
    private static final int PID_STEP = 0x40;
    private static final List<Ratio> RATES =
            List.of(new Ratio(24, 1), new Ratio(25, 1), new Ratio(30, 1), new Ratio(50, 1), new Ratio(30_000, 1001));
    private static final List<FrameSize> SIZES =
            List.of(new FrameSize(96, 96), new FrameSize(128, 96), new FrameSize(96, 128));
    private static final List<Integer> SAMPLE_RATES = List.of(32_000, 44_100, 48_000);
    private static final List<String> SOUND_ENCODERS = List.of("mp2", "aac", "ac3");
    /** How far the clock may be set while it runs, in seconds; the negative ones are as likely. */
    private static final List<Double> SETTINGS = List.of(5.0, 60.0, 1000.0, 40_000.0, 86_400.0);
    /** How far the next recording's clock may be off, likewise. */
    private static final List<Double> JUMPS = List.of(0.05, 0.1, 0.7, 3.0, 30.0, 1000.0, 40_000.0, 86_400.0);

    /** What is broken. */
    public enum Kind {
        /** Clocks, identifiers, formats and lengths. All packets are there and decode. */
        CLOCKS,
        /** These, and packets: some are lost, and some pictures have an old time or one far ahead. */
        PACKETS
    }

    public BrokenTitle {
        parts = List.copyOf(parts);
    }

    /**
     * A recording.
     *
     * @param title what it shows
     * @param clock its first stamp is about this, in 1/90000 s
     * @param pids what is added to its identifiers
     * @param setting of its clock while it runs
     * @param faults of its packets
     */
    public record Part(FlashTitle title, long clock, int pids, Setting setting, PacketFaults faults) {
        /** A recording whose first stamp is about {@code clock}, without a fault. */
        public static Part whole(FlashTitle title, long clock) {
            return new Part(title, clock, 0, Setting.NONE, PacketFaults.NONE);
        }
    }

    /**
     * The setting of a clock.
     *
     * @param place in the recording, as a share of it, 0 to 1
     * @param ticks how far, in 1/90000 s; 0 if the clock is not set
     */
    public record Setting(double place, long ticks) {
        /** The clock is not set. */
        static final Setting NONE = new Setting(0, 0);
    }

    /** Draws a title. */
    public static BrokenTitle of(long seed, Kind kind) {
        RandomGenerator random = new SplittableRandom(seed);
        int count = random.nextInt(1, MAX_PARTS + 1);
        boolean sameSound = random.nextBoolean();
        boolean sameSize = random.nextBoolean();
        List<Part> parts = new ArrayList<>();
        long clock = random.nextInt(3) == 0
                ? TransportStream.PERIOD - random.nextInt(1, 4) * SECOND
                : random.nextLong(TransportStream.PERIOD);
        String sound = any(SOUND_ENCODERS, random);
        FrameSize size = any(SIZES, random);
        int sampleRate = any(SAMPLE_RATES, random);
        int channels = random.nextInt(1, 3);
        int pids = 0;
        for (int part = 0; part < count; part++) {
            Ratio rate = any(RATES, random);
            int pictures = (int) Math.round(random.nextDouble(2, 5) * rate.value());
            double soundSeconds = pictures / rate.value() + random.nextDouble(-0.3, 0.1);
            if (!sameSound) {
                sampleRate = any(SAMPLE_RATES, random);
                channels = random.nextInt(1, 3);
            }
            if (!sameSize) {
                size = any(SIZES, random);
            }
            VideoEncoder video = new VideoEncoder(
                    "libx264",
                    Map.of(
                            "preset",
                            "ultrafast",
                            "crf",
                            "20",
                            "bf",
                            "" + random.nextInt(3),
                            "g",
                            "" + (kind == Kind.CLOCKS ? USUAL_GOP : SHORT_GOP)),
                    "yuv420p");
            Spec spec = new Spec("mpegts", VideoTrack.of(video, size, rate))
                    .withAudio(new AudioTrack(sound, sampleRate, channels));
            FlashTitle title = new FlashTitle(spec, pictures, soundSeconds);
            Setting setting = random.nextInt(4) == 0
                    ? new Setting(random.nextDouble(0.2, 0.8), jump(SETTINGS, random))
                    : Setting.NONE;
            PacketFaults faults = kind == Kind.CLOCKS ? PacketFaults.NONE : PacketFaults.of(random, rate);
            parts.add(new Part(title, clock, pids, setting, faults));
            long end = clock + Math.round(title.pictureSeconds() * SECOND) + setting.ticks();
            clock = Math.floorMod(end + jump(JUMPS, random), TransportStream.PERIOD);
            pids = random.nextInt(3) == 0 ? pids + PID_STEP : pids;
        }
        return new BrokenTitle(parts);
    }

    private static long jump(List<Double> seconds, RandomGenerator random) {
        long ticks = Math.round(any(seconds, random) * SECOND);
        return random.nextBoolean() ? ticks : -ticks;
    }

    private static <T> T any(List<T> all, RandomGenerator random) {
        return all.get(random.nextInt(all.size()));
    }

    /** The duration of the slowest part's pictures, in seconds. */
    public double pictureSeconds() {
        return parts.stream()
                .mapToDouble(it -> 1 / it.title().spec().video().frameRate().value())
                .max()
                .orElseThrow();
    }

    /** Writes the file. */
    public Content write(Path path) throws IOException {
        TransportStream all = new TransportStream(new byte[0]);
        Content content = Content.NONE;
        for (Part part : parts) {
            part.title().write(path);
            int step = part.pids();
            TransportStream recording = new TransportStream(Files.readAllBytes(path));
            int set = (int) (part.setting().place() * recording.packets());
            content = content.plus(
                    Content.of(part.title(), recording, part.faults().lost(recording)));
            all = all.then(part.faults()
                    .in(recording
                            .shifted(part.clock(), 0)
                            .shifted(part.setting().ticks(), set))
                    .withPids(pid -> pid + step));
        }
        Files.write(path, all.toBytes());
        return content;
    }
}
