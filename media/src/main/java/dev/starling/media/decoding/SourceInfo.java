package dev.starling.media.decoding;

import dev.starling.libav.Colour;
import dev.starling.libav.Orientation;
import dev.starling.libav.Ratio;
import java.time.Duration;
import java.util.Optional;

/**
 * What a file says about its picture and sound, before anything is decoded.
 *
 * @param container FFmpeg's name of the container, for example {@code mov,mp4,m4a,3gp,3g2,mj2}
 * @param videoCodec FFmpeg's name of the codec, for example {@code hevc}
 * @param codedWidth samples in a row of a decoded picture, before turning and stretching
 * @param codedHeight rows of a decoded picture
 * @param sampleAspectRatio width of a sample by its height; 1:1 where the file says nothing
 * @param orientation what makes the picture upright
 * @param displayedWidth columns of square pixels, upright, even: what {@link VideoReader} yields
 * @param displayedHeight rows of square pixels, upright, even
 * @param averageFrameRate pictures a second, as good as the container knows
 * @param bitDepth of luma
 * @param pixelFormat FFmpeg's name, for example {@code yuv420p10le}
 * @param colour the system in which {@link VideoReader} yields pictures
 * @param highDynamicRange whether the source is PQ or HLG and will be tone-mapped
 * @param duration as declared; zero where the container declares none
 * @param audio the sound that goes with the picture, if any
 */
public record SourceInfo(
        String container,
        String videoCodec,
        int codedWidth,
        int codedHeight,
        Ratio sampleAspectRatio,
        Orientation orientation,
        int displayedWidth,
        int displayedHeight,
        Ratio averageFrameRate,
        int bitDepth,
        String pixelFormat,
        Colour colour,
        boolean highDynamicRange,
        Duration duration,
        Optional<Audio> audio) {

    /**
     * The sound.
     *
     * @param codec FFmpeg's name, for example {@code aac}
     * @param sampleRate in Hz
     * @param channels how many there are in the file
     */
    public record Audio(String codec, int sampleRate, int channels) {}
}
