package dev.starling.film;

import dev.starling.film.MediaWriter.AudioTrack;
import dev.starling.film.MediaWriter.Spec;
import dev.starling.film.MediaWriter.VideoEncoder;
import dev.starling.film.MediaWriter.VideoTrack;
import dev.starling.film.PesPacket.Medium;
import dev.starling.libav.FrameSize;
import dev.starling.libav.Natives;
import dev.starling.libav.Ratio;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * A transport stream of flashes and tones in which everything changes at one moment while the clock runs on: the size,
 * format and rate of the pictures, and the sample rate and channels of the sound. It has few small pictures, so that
 * the change may come after an hour.
 *
 * @param changeSeconds when, a multiple of {@value #PIECE_SECONDS} or less
 */
public record ChangingTitle(int changeSeconds) {
    /** What follows the change lasts so long. */
    public static final int LAST_SECONDS = 4;

    /** The size of the first pictures. */
    public static final FrameSize FIRST_SIZE = new FrameSize(96, 96);

    private static final FrameSize LAST_SIZE = new FrameSize(128, 96);
    private static final Ratio FIRST_RATE = new Ratio(2, 1);
    private static final Ratio LAST_RATE = new Ratio(25, 1);
    /** A whole number of pictures and of frames of sound. */
    private static final int PIECE_SECONDS = 9;

    public ChangingTitle {
        if (changeSeconds < 1 || (changeSeconds > PIECE_SECONDS && changeSeconds % PIECE_SECONDS != 0)) {
            throw new IllegalArgumentException("not 1 to " + PIECE_SECONDS + " nor a multiple: " + changeSeconds);
        }
    }

    /** How many pictures there are. */
    public int pictures() {
        return (int) Math.round(changeSeconds * FIRST_RATE.value() + LAST_SECONDS * LAST_RATE.value());
    }

    /** From one picture to the next after the change, in seconds. */
    public double pictureSeconds() {
        return 1 / LAST_RATE.value();
    }

    /** Writes the file. */
    public void write(Path path) throws IOException {
        int piece = Math.min(changeSeconds, PIECE_SECONDS);
        VideoTrack first = VideoTrack.of(encoder("yuv420p"), FIRST_SIZE, FIRST_RATE);
        VideoTrack last = VideoTrack.of(encoder("yuv422p"), LAST_SIZE, LAST_RATE);
        TransportStream heard = recording(path, first, new AudioTrack("mp2", 32_000, 1), piece);
        TransportStream end = recording(path, last, new AudioTrack("mp2", 48_000, 2), LAST_SECONDS);
        Set<Integer> sound = new HashSet<>();
        heard.pesPackets().stream().filter(it -> it.medium() == Medium.SOUND).forEach(it -> sound.addAll(it.packets()));
        // Of a long title, the middle is silent: that saves time.
        TransportStream silent = heard.without(sound::contains);
        try (OutputStream file = new BufferedOutputStream(Files.newOutputStream(path))) {
            for (int at = 0; at < changeSeconds; at += piece) {
                boolean outer = at == 0 || at + piece == changeSeconds;
                file.write((outer ? heard : silent).shifted(ticks(at), 0).toBytes());
            }
            file.write(end.shifted(ticks(changeSeconds), 0).toBytes());
        }
    }

    private static long ticks(int seconds) {
        return (long) seconds * Natives.TICKS_PER_SECOND;
    }

    private static VideoEncoder encoder(String pixelFormat) {
        return new VideoEncoder("libx264", Map.of("preset", "ultrafast"), pixelFormat);
    }

    private static TransportStream recording(Path path, VideoTrack video, AudioTrack audio, int seconds)
            throws IOException {
        int pictures = (int) Math.round(seconds * video.frameRate().value());
        new FlashTitle(new Spec("mpegts", video).withAudio(audio), pictures, seconds).write(path);
        return new TransportStream(Files.readAllBytes(path));
    }
}
