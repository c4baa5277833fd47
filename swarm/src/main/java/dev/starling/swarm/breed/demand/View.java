package dev.starling.swarm.breed.demand;

import java.util.Locale;

/**
 * A share of what is watched: video of some bitrate on a screen of some height.
 *
 * @param bitsPerSecond of video that the path carries, {@value #MIN_BITS_PER_SECOND} to {@value #MAX_BITS_PER_SECOND}
 * @param lines the short side, in lines, at which the video is shown: that of the screen, or of the title if that is
 *     smaller; {@value #MIN_LINES} to {@value #MAX_LINES}
 * @param weight how often it is watched, relative to the other views; 0 to {@value #MAX_WEIGHT}
 */
public record View(double bitsPerSecond, int lines, double weight) {
    static final double MIN_BITS_PER_SECOND = 1e3;
    static final double MAX_BITS_PER_SECOND = 1e9;
    static final int MIN_LINES = 16;
    static final int MAX_LINES = 8192;
    static final double MAX_WEIGHT = 1e12;

    public View {
        require("bitsPerSecond", bitsPerSecond, MIN_BITS_PER_SECOND, MAX_BITS_PER_SECOND);
        require("lines", lines, MIN_LINES, MAX_LINES);
        require("weight", weight, 0, MAX_WEIGHT);
    }

    private static void require(String name, double value, double min, double max) {
        if (!(value >= min) || !(value <= max)) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "%s must be within %.0f … %.0f: %s", name, min, max, value));
        }
    }
}
