package dev.starling.farm.encode;

import dev.starling.farm.FarmEvent;
import dev.starling.farm.FarmException;
import dev.starling.farm.executor.Parallel;
import dev.starling.farm.store.Location;
import dev.starling.farm.train.SwarmMeasurement;
import dev.starling.farm.train.TrainingFarm;
import dev.starling.farm.train.TrainingRequest;
import dev.starling.farm.train.TrainingRequest.Excerpts;
import dev.starling.libav.FrameSize;
import dev.starling.media.decoding.SourceInfo;
import dev.starling.media.decoding.VideoReader;
import dev.starling.swarm.breed.evolve.Encoding;
import dev.starling.swarm.curve.RateFactorSearch;
import dev.starling.swarm.curve.RateFactorSearch.Step;
import dev.starling.swarm.profile.FixedProfiles;
import dev.starling.swarm.profile.Profile;
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
 * Finds the rate factor at which the best members of a title meet a {@link QualityTarget}: encodes and measures some
 * clips at one rate factor after the other. All measurements are kept, so a search that was interrupted resumes, and a
 * finished search is not repeated.
 */
final class TargetSearch {
    /** Clips differ by more than this, so a smaller tolerance would be meaningless. */
    private static final double TOLERANCE_VMAF = 0.5;

    private static final double TOLERANCE_DECIBELS = 0.1;

    /** 3 %, on the scale of {@link Measure#bitrate}; about a quarter of a CRF, the finest step of the search. */
    private static final double TOLERANCE_BITRATE = 6 * Math.log(1.03) / Math.log(2);

    /** Below it libx264 spends bits on noise that nobody sees. */
    private static final double MIN_CRF = 10;

    private static final int CLIPS = 4;
    private static final Duration EXCERPT = Duration.ofSeconds(2);
    /** The excerpts are in memory together: pictures with more luma samples get half as many clips. */
    private static final int MAX_SAMPLES_FOR_ALL_CLIPS = 1920 * 1080;
    /** One picture in three gives the same mean. */
    private static final int SCORE_EVERY = 3;
    /** No picture is scaled. */
    private static final int ANY_SIZE = 1 << 15;

    private TargetSearch() {}

    /**
     * The rate factor for a request.
     *
     * @param target the quality of the best members
     * @param input the title's file
     * @param store where measurements are kept
     * @param events receives every rate factor that was tried, failures and damaged results
     * @throws FarmException if the quality is out of reach, in one line
     */
    static double crf(
            EncodeRequest request, QualityTarget.OfBest target, Path input, Location store, Consumer<FarmEvent> events)
            throws IOException, InterruptedException {
        return switch (target) {
            case QualityTarget.RateFactor(double crf) -> crf;
            case QualityTarget.VmafNeg(double points) ->
                search(
                        request,
                        input,
                        store,
                        events,
                        Measure.quality("VMAF NEG", points, TOLERANCE_VMAF, Encoding::vmafNeg));
            case QualityTarget.Ssim(double ssim) ->
                search(
                        request,
                        input,
                        store,
                        events,
                        Measure.quality(
                                "SSIM in dB", Quality.decibels(ssim), TOLERANCE_DECIBELS, Encoding::ssimDecibels));
            case QualityTarget.Bitrate(double kilobitsPerSecond) ->
                search(request, input, store, events, Measure.bitrate(kilobitsPerSecond));
        };
    }

    private enum Bound {
        MINIMUM,
        MAXIMUM
    }

    /**
     * A value and its target.
     *
     * @param name of the value, with its unit
     * @param of the value of one clip; that of several is their mean
     * @param scale on which the value falls about linearly with the rate factor
     * @param tolerance on that scale
     * @param bound on which side of the target the value may lie
     */
    private record Measure(
            String name,
            double target,
            ToDoubleFunction<Encoding> of,
            DoubleUnaryOperator scale,
            double tolerance,
            Bound bound) {
        static Measure quality(String name, double target, double tolerance, ToDoubleFunction<Encoding> of) {
            return new Measure(name, target, of, DoubleUnaryOperator.identity(), tolerance, Bound.MINIMUM);
        }

        /** In libx264 the bitrate halves with every six rate factors. */
        static Measure bitrate(double kilobitsPerSecond) {
            return new Measure(
                    "bitrate in kbit/s",
                    kilobitsPerSecond,
                    encoding -> encoding.bitsPerSecond() / 1e3,
                    value -> 6 * Math.log(value) / Math.log(2),
                    TOLERANCE_BITRATE,
                    Bound.MAXIMUM);
        }

        RateFactorSearch search() {
            return new RateFactorSearch(scale.applyAsDouble(target), tolerance, MIN_CRF, FixedProfiles.MAX_BEST_CRF);
        }

        /** Whether the value at the nearest rate factor is too far on the wrong side of the target. */
        boolean isMissedBy(double value) {
            double over = scale.applyAsDouble(value) - scale.applyAsDouble(target);
            return switch (bound) {
                case MINIMUM -> over < -tolerance;
                case MAXIMUM -> over > tolerance;
            };
        }
    }

    private static double search(
            EncodeRequest request, Path input, Location store, Consumer<FarmEvent> events, Measure measure)
            throws IOException, InterruptedException {
        RateFactorSearch search = measure.search();
        TreeMap<Double, Double> values = new TreeMap<>();
        TreeMap<Double, Double> measured = new TreeMap<>();
        try (TrainingFarm farm = TrainingFarm.open(excerpts(request, input, store), event -> report(event, events))) {
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

    /** The target may lie in a jump between two rate factors; only at the end of the range is it out of reach. */
    private static void requireMet(Path input, Measure measure, double factor, double value) {
        boolean isLast = factor == MIN_CRF || factor == FixedProfiles.MAX_BEST_CRF;
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

    private static TrainingRequest excerpts(EncodeRequest request, Path input, Location store) {
        int clips;
        try (VideoReader reader = VideoReader.open(input, request.limits(), 1)) {
            SourceInfo info = reader.info();
            FrameSize size = info.geometry().displayed();
            clips = (long) size.width() * size.height() > MAX_SAMPLES_FOR_ALL_CLIPS ? CLIPS / 2 : CLIPS;
        }
        return new TrainingRequest(
                List.of(input),
                new Excerpts(clips, EXCERPT, ANY_SIZE, SCORE_EVERY),
                store,
                request.cores(),
                request.limits());
    }

    /** The progress of the search is not that of the encode. */
    private static void report(FarmEvent event, Consumer<FarmEvent> events) {
        if (!(event instanceof FarmEvent.Progress)) {
            events.accept(event);
        }
    }

    private static double mean(TrainingFarm farm, EncodeRequest request, double crf, ToDoubleFunction<Encoding> measure)
            throws IOException, InterruptedException {
        List<Integer> clips =
                IntStream.range(0, farm.clipNames().size()).boxed().toList();
        List<Encoding> encodings = Parallel.map(clips, clip -> encode(farm.swarm(), clip, request, crf));
        return encodings.stream().mapToDouble(measure).average().orElseThrow();
    }

    private static Encoding encode(SwarmMeasurement swarm, int clip, EncodeRequest request, double crf)
            throws IOException, InterruptedException {
        Profile.H264 best = swarm.best(clip, request.clusters(), request.preset(), crf);
        return swarm.members(clip, List.of(best)).getFirst();
    }
}
