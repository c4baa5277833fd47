package dev.starling.media.encoding;

import dev.starling.libav.Colour;
import dev.starling.libav.Ratio;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A complete set of parameters for an encoder that decides on picture types itself.
 *
 * @param encoder which
 * @param colour for what the stream says of itself
 * @param frameRate nominal, for rate control; pictures still have their own times
 * @param preset the encoder's: the defaults of all that is not said here
 * @param crf constant rate factor, on the encoder's own scale
 * @param longestGop the most pictures from a key picture to the next, at least 1, or {@link #WHOLE_CLIP}
 * @param tuning further parameters by the encoder's own names
 */
public record GopSettings(
        Encoder encoder,
        Colour colour,
        Ratio frameRate,
        String preset,
        double crf,
        int longestGop,
        SortedMap<String, String> tuning) {
    /** A clip is one group of pictures, or as many as the encoder sees scenes in it. Both encoders call it so. */
    public static final int WHOLE_CLIP = -1;

    /** An encoder. */
    public enum Encoder {
        /**
         * HEVC. The frame encoder has a thread of its own whatever is asked; with one of them the bytes never differ.
         */
        LIBX265("libx265", "x265-params", "hevc"),
        /** AV1. */
        LIBSVTAV1("libsvtav1", "svtav1-params", "libaom-av1");

        private final String nativeName;
        private final String parametersOption;
        private final String decoderName;

        Encoder(String nativeName, String parametersOption, String decoderName) {
            this.nativeName = nativeName;
            this.parametersOption = parametersOption;
            this.decoderName = decoderName;
        }

        /**
         * What makes a clip of closed groups of pictures, by one thread, with nothing in it but pictures, in silence.
         */
        private Map<String, String> fixed() {
            return switch (this) {
                case LIBX265 ->
                    Map.of(
                            "pools", "none",
                            "frame-threads", "1",
                            "wpp", "0",
                            "open-gop", "0",
                            "repeat-headers", "0",
                            "info", "0",
                            "log-level", "none");
                case LIBSVTAV1 -> Map.of("lp", "1", "rc", "0");
            };
        }

        String nativeName() {
            return nativeName;
        }

        /** FFmpeg's name of the option that takes the encoder's own parameters. */
        String parametersOption() {
            return parametersOption;
        }

        /** FFmpeg's name of a decoder for what it makes: one that needs no particular hardware. */
        String decoderName() {
            return decoderName;
        }
    }

    public GopSettings {
        tuning = Collections.unmodifiableSortedMap(new TreeMap<>(tuning));
        for (Map.Entry<String, String> parameter : tuning.entrySet()) {
            EncodingSettings.requireParameter(parameter.getKey(), parameter.getValue());
            if (encoder.fixed().containsKey(parameter.getKey())
                    || parameter.getKey().equals(LONGEST_GOP)) {
                throw new IllegalArgumentException(
                        parameter.getKey() + " cannot be tuned: groups of pictures are closed, by one thread");
            }
        }
        if (longestGop != WHOLE_CLIP && longestGop < 1) {
            throw new IllegalArgumentException("the longest GOP has at least one picture: " + longestGop);
        }
    }

    /** What both encoders call it. */
    private static final String LONGEST_GOP = "keyint";

    /**
     * Every parameter that is passed to the encoder, in a fixed order: the part of a content address that stands for
     * the settings.
     */
    public String canonical() {
        return encoder.nativeName + " " + colour + " " + frameRate + " " + preset + " "
                + EncodingSettings.optionString(parameters());
    }

    Map<String, String> parameters() {
        Map<String, String> all = new TreeMap<>(encoder.fixed());
        all.put("crf", String.format(Locale.ROOT, "%.2f", crf));
        all.put(LONGEST_GOP, Integer.toString(longestGop));
        all.putAll(tuning);
        return all;
    }
}
