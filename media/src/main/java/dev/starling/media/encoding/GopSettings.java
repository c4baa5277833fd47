package dev.starling.media.encoding;

import dev.starling.libav.Colour;
import dev.starling.libav.Ratio;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A complete set of parameters for an encoder that decides the picture types itself.
 *
 * @param encoder the encoder
 * @param colour colour system, which the stream declares
 * @param frameRate nominal rate in pictures per second, for rate control; each picture has its own time
 * @param preset the encoder's: the defaults of all other parameters
 * @param crf constant rate factor, on the encoder's own scale
 * @param maxGopPictures most pictures from a key picture to the next, at least 1, or {@link #WHOLE_CLIP}
 * @param tuning further parameters by the encoder's own names
 */
public record GopSettings(
        Encoder encoder,
        Colour colour,
        Ratio frameRate,
        String preset,
        double crf,
        int maxGopPictures,
        SortedMap<String, String> tuning) {
    /** No limit: a clip is one group of pictures, or one per scene. Both encoders use this value. */
    public static final int WHOLE_CLIP = -1;

    /** Both encoders' name of the limit. */
    private static final String MAX_GOP_PICTURES = "keyint";

    /** An encoder. */
    public enum Encoder {
        /** HEVC. Its frame encoder always has a thread of its own; with one such thread the bytes never differ. */
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

        /** Parameters for closed groups of pictures, one thread, a stream of pictures only, and no log output. */
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

        /** FFmpeg's name of the option for the encoder's own parameters. */
        String parametersOption() {
            return parametersOption;
        }

        /** FFmpeg's name of a software decoder for the encoder's streams. */
        String decoderName() {
            return decoderName;
        }
    }

    public GopSettings {
        tuning = Collections.unmodifiableSortedMap(new TreeMap<>(tuning));
        for (Map.Entry<String, String> parameter : tuning.entrySet()) {
            EncodingSettings.requireParameter(parameter.getKey(), parameter.getValue());
            if (encoder.fixed().containsKey(parameter.getKey())
                    || parameter.getKey().equals(MAX_GOP_PICTURES)) {
                throw new IllegalArgumentException(
                        parameter.getKey() + " cannot be tuned: it is fixed for closed groups of pictures");
            }
        }
        if (maxGopPictures != WHOLE_CLIP && maxGopPictures < 1) {
            throw new IllegalArgumentException("maxGopPictures must be positive: " + maxGopPictures);
        }
    }

    /** All parameters in one line of fixed order: the part of a content address that stands for the settings. */
    public String canonical() {
        return encoder.nativeName + " " + colour + " " + frameRate + " " + preset + " "
                + EncodingSettings.optionString(parameters());
    }

    /** The encoder's parameters, which override the preset. */
    Map<String, String> parameters() {
        Map<String, String> all = new TreeMap<>(encoder.fixed());
        all.put("crf", String.format(Locale.ROOT, "%.2f", crf));
        all.put(MAX_GOP_PICTURES, Integer.toString(maxGopPictures));
        all.putAll(tuning);
        return all;
    }
}
