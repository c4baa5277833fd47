package dev.starling.media.decoding;

import dev.starling.libav.Colour;
import dev.starling.libav.FrameSize;
import dev.starling.libav.Orientation;
import dev.starling.libav.Ratio;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The properties of a file's video and sound.
 *
 * @param container FFmpeg's name of the container, for example {@code mov,mp4,m4a,3gp,3g2,mj2}
 * @param videoCodec FFmpeg's name of the codec, for example {@code hevc}
 * @param geometry size and shape of the pictures
 * @param samples format of the samples
 * @param averageFrameRate pictures per second, as exact as the container has it
 * @param peakFrameRate the most pictures in a second, if it was measured; at least the average
 * @param duration as declared; zero if the container declares none
 * @param audio the soundtracks that belong to the video, the one to hear if nothing else is chosen first
 */
public record SourceInfo(
        String container,
        String videoCodec,
        Geometry geometry,
        Samples samples,
        Ratio averageFrameRate,
        Ratio peakFrameRate,
        Duration duration,
        List<Audio> audio) {
    public SourceInfo {
        audio = List.copyOf(audio);
    }

    /**
     * Size and shape of the pictures, as coded and as {@link VideoReader} gives them.
     *
     * @param coded size of a decoded picture, before it is turned and stretched
     * @param sampleAspectRatio width of a sample divided by its height; 1/1 if the file declares none
     * @param orientation the turn that makes the picture upright
     * @param displayed size of the upright picture with square pixels, even: the size of {@link VideoReader}'s pictures
     */
    public record Geometry(FrameSize coded, Ratio sampleAspectRatio, Orientation orientation, FrameSize displayed) {}

    /**
     * The format of the samples.
     *
     * @param pixelFormat FFmpeg's name, for example {@code yuv420p10le}
     * @param bitDepth bits per luma sample
     * @param colour colour system of {@link VideoReader}'s pictures
     * @param highDynamicRange whether the source starts as PQ or HLG, which {@link VideoReader} tone-maps
     */
    public record Samples(String pixelFormat, int bitDepth, Colour colour, boolean highDynamicRange) {}

    /**
     * A soundtrack.
     *
     * @param codec FFmpeg's name, for example {@code aac}
     * @param sampleRate in Hz
     * @param channels number of channels in the file
     * @param language as in BCP 47, {@code und} if the file does not tell
     * @param name the name that the file gives it
     * @param purpose as the file declares it
     */
    public record Audio(
            String codec, int sampleRate, int channels, String language, Optional<String> name, Purpose purpose) {
        /** What a soundtrack is for. */
        public enum Purpose {
            /** The sound of the pictures. */
            SOUND,
            /** Someone comments on the pictures. */
            COMMENTARY,
            /** Describes the pictures to those who do not see them. */
            DESCRIPTION
        }
    }
}
