package dev.starling.farm.encode;

import dev.starling.farm.SwarmPlan;
import dev.starling.farm.SwarmPlan.Families;
import dev.starling.farm.encode.ClipOutcome.Encoding;
import dev.starling.farm.executor.Parallel;
import dev.starling.farm.executor.Results;
import dev.starling.farm.executor.Results.Origin;
import dev.starling.farm.executor.Results.Result;
import dev.starling.farm.task.ClipFacts;
import dev.starling.farm.task.EncodedMember;
import dev.starling.farm.task.MeasureTask;
import dev.starling.farm.task.MemberScores;
import dev.starling.farm.task.MemberTask;
import dev.starling.farm.task.PictureTypesTask;
import dev.starling.farm.task.SourceFormat;
import dev.starling.media.encoding.GopStructure;
import dev.starling.swarm.breed.cluster.ElectedFamily;
import dev.starling.swarm.breed.cluster.SizeBand;
import dev.starling.swarm.breed.hull.Probe;
import dev.starling.swarm.breed.hull.Prober;
import dev.starling.swarm.curve.RateQualityPoint;
import dev.starling.swarm.profile.Profile;
import dev.starling.swarm.profile.RateControl.ConstantRateFactor;
import dev.starling.swarm.profile.StructuralGenes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Encodes and measures one clip for the search. Where several families are probable, the first probe of a band of sizes
 * is encoded with each of them, and the best one serves the band. For one thread.
 */
final class ClipEncodings implements Prober {
    /** ln of the bitrate per point of VMAF NEG, between encodings of about the same bitrate. */
    private static final double LOG_RATE_PER_POINT = 0.055;

    private final ClipFacts clip;
    private final SwarmPlan plan;
    private final SourceFormat source;
    private final Families families;
    private final Results results;
    private final Map<StructuralGenes, GopStructure> structures = new HashMap<>();
    private final Map<SizeBand, ElectedFamily> serving = new HashMap<>();
    private final List<Measured> measured = new ArrayList<>();

    /**
     * What was encoded.
     *
     * @param probe size and rate factor
     * @param family the family of the profile
     */
    record Measured(Probe probe, ElectedFamily family, Encoding encoding) {
        private double logRateAtEqualQuality() {
            RateQualityPoint point = encoding.point();
            return Math.log(point.bitsPerSecond()) - LOG_RATE_PER_POINT * point.quality();
        }
    }

    ClipEncodings(ClipFacts clip, SwarmPlan plan, SourceFormat source, Families families, Results results) {
        this.clip = clip;
        this.plan = plan;
        this.source = source;
        this.families = families;
        this.results = results;
    }

    /** All that was measured so far, in order. */
    List<Measured> measured() {
        return List.copyOf(measured);
    }

    @Override
    public Optional<RateQualityPoint> measure(Probe probe) throws IOException, InterruptedException {
        SizeBand band = plan.band(probe.size());
        List<ElectedFamily> candidates = serving.containsKey(band)
                ? List.of(serving.get(band))
                : band.families().stream()
                        .filter(it -> families.isWanted(probe.size(), it))
                        .toList();
        Optional<List<Measured>> made = of(candidates.stream()
                .map(it -> new Wanted(it, withRateFactor(probe, it)))
                .toList());
        if (made.isEmpty()) {
            return Optional.empty();
        }
        Measured best = made.get().stream()
                .min(Comparator.comparingDouble(Measured::logRateAtEqualQuality))
                .orElseThrow();
        serving.put(band, best.family());
        return Optional.of(best.encoding().point());
    }

    private Profile.H264 withRateFactor(Probe probe, ElectedFamily family) {
        Profile.H264 any = plan.centroids().stream()
                .filter(it -> it.profile().pictureSize().equals(probe.size())
                        && it.family().equals(family))
                .findFirst()
                .orElseThrow()
                .profile();
        return new Profile.H264(
                any.pictureSize(), any.structuralGenes(), new ConstantRateFactor(probe.crf()), any.tuning());
    }

    /** What to encode. */
    record Wanted(ElectedFamily family, Profile.H264 profile) {}

    /** Encodes and measures side by side; empty if a task failed for good. */
    Optional<List<Measured>> of(List<Wanted> wanted) throws IOException, InterruptedException {
        for (Wanted each : wanted) {
            if (!decideTypes(each.profile().structuralGenes())) {
                return Optional.empty();
            }
        }
        List<Optional<Measured>> made = Parallel.map(wanted, this::measured);
        if (!made.stream().allMatch(Optional::isPresent)) {
            return Optional.empty();
        }
        List<Measured> all = made.stream().map(Optional::orElseThrow).toList();
        measured.addAll(all);
        return Optional.of(all);
    }

    private boolean decideTypes(StructuralGenes genes) throws IOException, InterruptedException {
        if (structures.containsKey(genes)) {
            return true;
        }
        Optional<Result> decided = results.of(new PictureTypesTask(clip, source, genes));
        decided.ifPresent(it -> structures.put(genes, PictureTypesTask.read(it.content())));
        return decided.isPresent();
    }

    private GopStructure structure(Profile.H264 profile) {
        GopStructure structure = structures.get(profile.structuralGenes());
        if (structure == null) {
            throw new IllegalStateException("picture types of clip " + clip.index() + " are undecided");
        }
        return structure;
    }

    private Optional<Measured> measured(Wanted wanted) throws IOException, InterruptedException {
        Profile.H264 profile = wanted.profile();
        MemberTask memberTask = new MemberTask(clip, source, structure(profile), profile);
        Optional<Result> made = results.of(memberTask);
        if (made.isEmpty()) {
            return Optional.empty();
        }
        EncodedMember encoded = EncodedMember.read(made.get().content());
        MeasureTask measureTask = new MeasureTask(memberTask);
        Optional<Result> scored = results.of(measureTask);
        if (scored.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Measured(
                new Probe(profile.pictureSize(), profile.rateControl().rateFactor()),
                wanted.family(),
                new Encoding(
                        measureTask,
                        encoded.configuration(),
                        encoded.payloadBytes(),
                        MemberScores.read(scored.get().content()).mean(),
                        encoded.cpuTime(),
                        made.get().origin())));
    }

    /** Whether this run made any of the encodings. */
    Origin origin() {
        boolean made = measured.stream().anyMatch(it -> it.encoding().origin() == Origin.MADE);
        return made ? Origin.MADE : Origin.REUSED;
    }

    /** The rate–quality point of every encoding. */
    List<RateQualityPoint> points() {
        return measured.stream().map(it -> it.encoding().point()).toList();
    }
}
