package dev.starling.farm;

import dev.starling.farm.store.Location;
import dev.starling.libav.FrameSize;
import dev.starling.media.decoding.SourceInfo;
import dev.starling.media.decoding.VideoReader;
import dev.starling.swarm.breed.evolve.Encoding;
import dev.starling.swarm.curve.RateFactorSearch;
import dev.starling.swarm.curve.RateFactorSearch.Step;
import dev.starling.swarm.profile.FixedProfiles;
import dev.starling.swarm.title.Quality;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Finds the rate factor with which the best members of a title are as good, or as large, as is asked: some clips of it
 * are encoded and measured at one after the other. All that is measured is kept, so a search that was killed goes on,
 * and one that is done is not done again.
 */
final class TargetSearch {
    /** VMAF of one clip and another differ by more than this, so nearer would mean nothing. */
    private static final double TOLERANCE_VMAF = 0.5;

    private static final double TOLERANCE_DECIBELS = 0.1;

    /** On the scale of bitrates; a quarter of a CRF, which is as fine as the search goes, is about as much. */
    private static final double TOLERANCE_BITRATE = 6 * Math.log(1.03) / Math.log(2);

    /** Better than anybody could see; libx264 then spends bits on noise. */
    private static final double LEAST_CRF = 10;

    private static final int CLIPS = 4;
    private static final Duration EXCERPT = Duration.ofSeconds(2);
    /**
     * The pictures of all excerpts are in memory together. Of pictures larger than these, half as many clips are taken.
     */
    private static final int MOST_SAMPLES_OF_ALL = 1920 * 1080;
    /** One picture in three says as much about the mean. */
    private static final int SCORE_EVERY = 3;
    /** Nothing is scaled. */
    private static final int ANY_SIZE = 1 << 15;

    private TargetSearch() {}

    /**
     * The rate factor for a request.
     *
     * @param input the title's file
     * @param place of the store
     * @param events told of every factor that is tried, of failures and of damaged results
     * @throws FarmException if the quality is out of reach, or the store is no folder, in one line
     */
    static double crf(EncodeRequest request, Path input, Location place, Consumer<FarmEvent> events)
            throws IOException, InterruptedException {
        return switch (request.target()) {
            case QualityTarget.RateFactor(double crf) -> crf;
            case QualityTarget.VmafNeg(double points) ->
                search(
                        request,
                        input,
                        place,
                        events,
                        Measure.quality("VMAF NEG", points, TOLERANCE_VMAF, Encoding::vmafNeg));
            case QualityTarget.Ssim(double ssim) ->
                search(
                        request,
                        input,
                        place,
                        events,
                        Measure.quality(
                                "SSIM in dB", Quality.decibels(ssim), TOLERANCE_DECIBELS, Encoding::ssimDecibels));
            case QualityTarget.Bitrate(double kilobitsPerSecond) ->
                search(request, input, place, events, Measure.bitrate(kilobitsPerSecond));
        };
    }

    /**
     * What is to have which value.
     *
     * @param name with the unit
     * @param of one clip; of several, their mean
     * @param scale on which it falls about as a straight line does, a point or some tenths of one a rate factor
     * @param tolerance on that scale
     * @param isLeast whether less is no answer; else more is none
     */
    private record Measure(
            String name,
            double target,
            ToDoubleFunction<Encoding> of,
            DoubleUnaryOperator scale,
            double tolerance,
            boolean isLeast) {
        static Measure quality(String name, double target, double tolerance, ToDoubleFunction<Encoding> of) {
            return new Measure(name, target, of, DoubleUnaryOperator.identity(), tolerance, true);
        }

        /** Six rate factors halve a bitrate, by libx264's making. */
        static Measure bitrate(double kilobitsPerSecond) {
            return new Measure(
                    "bitrate in kbit/s",
                    kilobitsPerSecond,
                    encoding -> encoding.bitsPerSecond() / 1e3,
                    value -> 6 * Math.log(value) / Math.log(2),
                    TOLERANCE_BITRATE,
                    false);
        }

        RateFactorSearch search() {
            return new RateFactorSearch(
                    scale.applyAsDouble(target), tolerance, LEAST_CRF, FixedProfiles.HIGHEST_BEST_CRF);
        }

        /** Whether what the nearest rate factor gives is no answer. */
        boolean isMissedBy(double value) {
            double over = scale.applyAsDouble(value) - scale.applyAsDouble(target);
            return isLeast ? over < -tolerance : over > tolerance;
        }
    }

    private static double search(
            EncodeRequest request, Path input, Location place, Consumer<FarmEvent> events, Measure measure)
            throws IOException, InterruptedException {
        Path store = place.path()
                .orElseThrow(() -> new FarmException(place
                        + ": a quality is searched for with a store in a folder of this machine only; name a CRF"));
        RateFactorSearch search = measure.search();
        TreeMap<Double, Double> values = new TreeMap<>();
        TreeMap<Double, Double> measured = new TreeMap<>();
        try (TrainingFarm farm = TrainingFarm.open(excerpts(request, input, store), event -> tell(event, events))) {
            while (true) {
                switch (search.step(measured)) {
                    case Step.Encode(double factor) -> {
                        double value = mean(farm, request, factor, measure.of());
                        values.put(factor, value);
                        measured.put(factor, measure.scale().applyAsDouble(value));
                        events.accept(new FarmEvent.Tried(
                                factor, measure.name(), value, farm.clipNames().size()));
                    }
                    case Step.Nearest(double factor, double _) -> {
                        requireMet(input, measure, factor, values.getOrDefault(factor, measure.target()));
                        return factor;
                    }
                }
            }
        }
    }

    /**
     * Between two rate factors that are tried there may be a jump over the target, which nobody can help; at the last
     * one is nothing beyond.
     */
    private static void requireMet(Path input, Measure measure, double factor, double value) {
        boolean isLast = factor == LEAST_CRF || factor == FixedProfiles.HIGHEST_BEST_CRF;
        if (isLast && measure.isMissedBy(value)) {
            throw new FarmException(String.format(
                    Locale.ROOT,
                    "%s: %s of %.2f is out of reach: at CRF %.0f it is %.2f",
                    input,
                    measure.name(),
                    measure.target(),
                    factor,
                    value));
        }
    }

    private static TrainingRequest excerpts(EncodeRequest request, Path input, Path store) {
        int clips;
        try (VideoReader reader = VideoReader.open(input, request.limits(), 1)) {
            SourceInfo info = reader.info();
            FrameSize size = info.geometry().displayed();
            clips = (long) size.width() * size.height() > MOST_SAMPLES_OF_ALL ? CLIPS / 2 : CLIPS;
        }
        return new TrainingRequest(
                List.of(input), clips, EXCERPT, ANY_SIZE, SCORE_EVERY, store, request.cores(), request.limits());
    }

    /** How far it is says nothing about the encode, which is yet to come. */
    private static void tell(FarmEvent event, Consumer<FarmEvent> events) {
        if (!(event instanceof FarmEvent.Progress)) {
            events.accept(event);
        }
    }

    private static double mean(TrainingFarm farm, EncodeRequest request, double crf, ToDoubleFunction<Encoding> measure)
            throws IOException, InterruptedException {
        List<Integer> clips =
                IntStream.range(0, farm.clipNames().size()).boxed().toList();
        List<Encoding> encodings = Parallel.map(
                clips,
                clip -> farm.members(clip, List.of(farm.best(clip, request.clusters(), request.preset(), crf)))
                        .getFirst());
        return encodings.stream().mapToDouble(measure).average().orElseThrow();
    }
}
