package dev.starling.swarm.title;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the run that made a package cost, and what it could not decode: facts about the run, not about the package.
 *
 * @param format {@link #FORMAT}
 * @param version {@link #VERSION}
 * @param cpuSeconds processor seconds of each kind of work, at least 0; results that were in the store cost nothing
 * @param damage what could not be decoded of the input, in one line; empty if nothing is to tell, or not known
 */
public record EncodingCost(String format, int version, SortedMap<Work, Double> cpuSeconds, Optional<String> damage) {
    /** The value of {@code format}. */
    public static final String FORMAT = "starling-report";

    /** The value of {@code version}. */
    public static final int VERSION = 2;

    /** A kind of work. */
    public enum Work {
        /** Reading the input: hashing the file, decoding, finding and hashing the clips. */
        @JsonProperty("decode")
        DECODE("decoding"),
        /** Scaling the source to the sizes of the members. */
        @JsonProperty("scale")
        SCALE("scaling"),
        /** Predicting from the content which families suit a clip. */
        @JsonProperty("analyse")
        ANALYSE("content analysis"),
        /** Deciding the picture types. */
        @JsonProperty("pictureTypes")
        PICTURE_TYPES("picture types"),
        /** Encoding members. */
        @JsonProperty("encode")
        ENCODE("encoding"),
        /** Decoding members to measure them. */
        @JsonProperty("measureDecode")
        MEASURE_DECODE("measuring: decoding"),
        /** Scaling and scoring decoded members. */
        @JsonProperty("measureScore")
        MEASURE_SCORE("measuring: scoring"),
        /** Encoding the tails of members, and decoding them to measure them. */
        @JsonProperty("tails")
        TAILS("tails"),
        /** Making, decoding and scoring the blends whose points are measured. */
        @JsonProperty("atlas")
        ATLAS("blend points"),
        /** Decoding and encoding the soundtrack. */
        @JsonProperty("audio")
        AUDIO("audio"),
        /** Writing the package. */
        @JsonProperty("package")
        PACKAGE("packaging"),
        /**
         * The rest: the search for a quality target, the store of results, the JVM's compiler and garbage collector.
         */
        @JsonProperty("other")
        OTHER("other");

        private final String label;

        Work(String label) {
            this.label = label;
        }

        /** For people. */
        @Override
        public String toString() {
            return label;
        }
    }

    public EncodingCost {
        if (!cpuSeconds.values().stream().allMatch(it -> it >= 0 && Double.isFinite(it))) {
            throw new IllegalArgumentException("cpuSeconds must be finite and at least 0: " + cpuSeconds);
        }
        cpuSeconds = Collections.unmodifiableSortedMap(new TreeMap<>(cpuSeconds));
    }

    /** The cost of a run; work that is not in the map took no time. */
    public static EncodingCost of(Map<Work, Double> cpuSeconds) {
        Map<Work, Double> all = new EnumMap<>(Work.class);
        for (Work work : Work.values()) {
            all.put(work, cpuSeconds.getOrDefault(work, 0.0));
        }
        return new EncodingCost(FORMAT, VERSION, new TreeMap<>(all), Optional.empty());
    }

    /** The same run with what it could not decode, in one line. */
    public EncodingCost withDamage(String line) {
        return new EncodingCost(format, version, cpuSeconds, Optional.of(line));
    }

    /** Processor seconds of all work. */
    public double totalCpuSeconds() {
        return cpuSeconds.values().stream().mapToDouble(Double::doubleValue).sum();
    }
}
