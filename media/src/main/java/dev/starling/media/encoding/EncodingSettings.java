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
 * @param structure what the members of a blend group share
 * @param crf constant rate factor, 1 to 51 (0 would be lossless, which is another profile)
 * @param preset x264's, from {@code ultrafast} to {@code placebo}: the defaults of all that is not said here
 * @param threads of the encoder, at least 1; they change the bytes, so they are part of the settings
 * @param tuning further parameters by x264's own names ({@code aq-mode}, {@code psy-rd}, {@code subme},
 *     {@code trellis}, {@code deblock}, {@code mbtree} …), each without effect on the structure
 */
public record EncodingSettings(
        CodingStructure structure, double crf, String preset, int threads, SortedMap<String, String> tuning) {

    /** Decided by the structure, by the picture types, or by the fact that members are spliced. */
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
                throw new IllegalArgumentException(name + " cannot be tuned: it belongs to the structure");
            }
        });
    }

    /** In one option string for the encoder, names and values are parted by two characters that neither may have. */
    static void requireParameter(String name, String value) {
        if (!name.matches("[a-z0-9-]+") || !value.matches("[A-Za-z0-9.,+-]*")) {
            throw new IllegalArgumentException("not an encoder's parameter: " + name + "=" + value);
        }
    }

    /** The same settings at another quality: another member of the same blend group. */
    public EncodingSettings withCrf(double otherCrf) {
        return new EncodingSettings(structure, otherCrf, preset, threads, tuning);
    }

    /**
     * Every parameter that is passed to x264, in a fixed order: the part of a content address that stands for the
     * settings.
     */
    public String canonical() {
        return structure.width() + "x" + structure.height() + " " + structure.colour() + " "
                + structure.frameRate() + " " + preset + " "
                + optionString(parameters());
    }

    static String optionString(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .map(parameter -> parameter.getKey() + "=" + parameter.getValue())
                .collect(Collectors.joining(":"));
    }

    /** x264's parameters, after the preset. */
    Map<String, String> parameters() {
        Map<String, String> all = new LinkedHashMap<>(structural(structure));
        // Picture types are forced, so neither of the two may have an opinion.
        all.put("scenecut", "0");
        all.put("b-adapt", "0");
        all.put("min-keyint", "1");
        all.put("crf", String.format(Locale.ROOT, "%.4f", crf));
        all.put("threads", Integer.toString(threads));
        all.putAll(tuning);
        return all;
    }

    /** What {@link PictureTypes} must ask for too, so that the types it finds are possible for the members. */
    static Map<String, String> structural(CodingStructure structure) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("stitchable", "1");
        all.put("level", Integer.toString(structure.levelIdc()));
        all.put("bframes", Integer.toString(structure.bFrames()));
        all.put("b-pyramid", structure.bPyramid() ? "normal" : "none");
        all.put("ref", Integer.toString(structure.refs()));
        all.put("slices", Integer.toString(structure.slices()));
        all.put("cabac", structure.cabac() ? "1" : "0");
        all.put("8x8dct", structure.transform8x8() ? "1" : "0");
        all.put("weightb", structure.weightedBipred() ? "1" : "0");
        // Explicit weights and temporal direct modes are derived from content, and would be wrong over another member's
        // pictures.
        all.put("weightp", "0");
        all.put("direct", "spatial");
        all.put("open-gop", "0");
        all.put("keyint", "infinite");
        all.put("sliced-threads", "0");
        all.put("aud", "0");
        all.put("nal-hrd", "none");
        return all;
    }
}
