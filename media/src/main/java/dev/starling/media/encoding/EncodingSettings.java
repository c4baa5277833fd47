package dev.starling.media.encoding;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A complete set of parameters for libx264.
 *
 * @param format equal for all members of a blend group
 * @param crf constant rate factor, 1 to 51 (0 is lossless, which needs another profile)
 * @param preset x264's, from {@code ultrafast} to {@code placebo}: the defaults of all other parameters
 * @param threads of the encoder, at least 1. They change the bytes, so they are part of the settings
 * @param tuning further parameters by x264's names ({@code aq-mode}, {@code psy-rd}, {@code subme}, {@code trellis},
 *     {@code deblock}, {@code mbtree} …), none of which may change the format
 */
public record EncodingSettings(
        StreamFormat format, double crf, String preset, int threads, SortedMap<String, String> tuning) {

    /** Parameters that the format, the picture types or splicing decide. */
    private static final Set<String> LOCKED = Set.of(
            "8x8dct",
            "annexb",
            "asm",
            "aud",
            "b-adapt",
            "b-bias",
            "b-pyramid",
            "bff",
            "bframes",
            "bitrate",
            "bluray-compat",
            "cabac",
            "colormatrix",
            "colorprim",
            "constrained-intra",
            "crf",
            "crf-max",
            "deterministic",
            "direct",
            "fake-interlaced",
            "filler",
            "force-cfr",
            "fps",
            "frame-packing",
            "fullrange",
            "interlaced",
            "intra-refresh",
            "keyint",
            "level",
            "level-idc",
            "log",
            "min-keyint",
            "nal-hrd",
            "no-8x8dct",
            "no-asm",
            "no-cabac",
            "no-weightb",
            "non-deterministic",
            "open-gop",
            "opencl",
            "overscan",
            "pass",
            "pic-struct",
            "preset",
            "profile",
            "qp",
            "range",
            "ref",
            "repeat-headers",
            "sar",
            "scenecut",
            "slice-max-mbs",
            "slice-max-size",
            "slice-min-mbs",
            "sliced-threads",
            "slices",
            "slices-max",
            "stats",
            "stitchable",
            "tff",
            "threads",
            "timebase",
            "tune",
            "vbv-bufsize",
            "vbv-maxrate",
            "vfr-input",
            "videoformat",
            "weightb",
            "weightp");

    private static final Set<String> PRESETS = Set.of(
            "ultrafast", "superfast", "veryfast", "faster", "fast", "medium", "slow", "slower", "veryslow", "placebo");

    public EncodingSettings {
        if (!(crf >= 1 && crf <= 51)) {
            throw new IllegalArgumentException("crf must be 1 to 51: " + crf);
        }
        if (!PRESETS.contains(preset)) {
            throw new IllegalArgumentException("no such preset: " + preset);
        }
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be positive: " + threads);
        }
        tuning = Collections.unmodifiableSortedMap(new TreeMap<>(tuning));
        tuning.forEach((name, value) -> {
            requireParameter(name, value);
            if (LOCKED.contains(name)) {
                throw new IllegalArgumentException(name + " cannot be tuned: the stream format decides it");
            }
        });
    }

    /** In the encoder's option string, '=' and ':' separate names and values, so neither may contain them. */
    static void requireParameter(String name, String value) {
        if (!name.matches("[a-z0-9-]+") || !value.matches("[A-Za-z0-9.,+-]*")) {
            throw new IllegalArgumentException("not an encoder parameter: " + name + "=" + value);
        }
    }

    /** The same settings at another quality: another member of the same blend group. */
    public EncodingSettings withCrf(double otherCrf) {
        return new EncodingSettings(format, otherCrf, preset, threads, tuning);
    }

    /** All parameters in one line of fixed order: the part of a content address that stands for the settings. */
    public String canonical() {
        PictureFormat pictures = format.pictures();
        return pictures.size() + " " + pictures.colour() + " " + pictures.frameRate() + " " + preset + " "
                + optionString(parameters());
    }

    /** Parameters as x264, x265 and SVT-AV1 read them: {@code name=value:name=value}, in the map's order. */
    static String optionString(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .map(parameter -> parameter.getKey() + "=" + parameter.getValue())
                .collect(Collectors.joining(":"));
    }

    /** x264's parameters, which override the preset. */
    Map<String, String> parameters() {
        Map<String, String> all = new LinkedHashMap<>(format.parameters());
        // Picture types are forced, so x264 must not decide on scene cuts and B pictures.
        all.put("scenecut", "0");
        all.put("b-adapt", "0");
        all.put("min-keyint", "1");
        all.put("crf", String.format(Locale.ROOT, "%.4f", crf));
        all.put("threads", Integer.toString(threads));
        all.putAll(tuning);
        return all;
    }
}
