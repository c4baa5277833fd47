package dev.starling.farm.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.starling.farm.FarmEvent;
import dev.starling.farm.FarmException;
import dev.starling.farm.GeneratedTitle;
import dev.starling.farm.store.Location;
import dev.starling.farm.train.TrainingRequest.Excerpts;
import dev.starling.media.decoding.MediaLimits;
import dev.starling.swarm.breed.cluster.ClusterTraining.Example;
import dev.starling.swarm.breed.cluster.ClustersFile;
import dev.starling.swarm.breed.demand.Demand;
import dev.starling.swarm.breed.demand.View;
import dev.starling.swarm.breed.evolve.Encoding;
import dev.starling.swarm.breed.evolve.Evaluation;
import dev.starling.swarm.breed.evolve.Subject.Bred;
import dev.starling.swarm.breed.evolve.Subject.Stock;
import dev.starling.swarm.breed.evolve.Trial;
import dev.starling.swarm.breed.genome.Genotype;
import dev.starling.swarm.curve.RateWeight;
import dev.starling.swarm.profile.Codec;
import dev.starling.swarm.profile.Profile;
import dev.starling.swarm.profile.Tuning.Preset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TrainingFarmTest {
    private static final List<Trial> TRIALS = List.of(
            new Trial(new Bred(Genotype.USUAL), 0),
            new Trial(new Bred(Genotype.USUAL.with("psyRd", "0").with("aqStrength", "0.3")), 1),
            new Trial(new Stock(Preset.MEDIUM), 0));

    private Path input;

    @BeforeAll
    void write(@TempDir Path folder) {
        input = GeneratedTitle.sized(128, 96).at(12).scenes(20, 20).write(folder.resolve("title.mkv"));
    }

    private TrainingRequest request(Excerpts excerpts, Path store) {
        return new TrainingRequest(List.of(input), excerpts, Location.of(store), 2, MediaLimits.DEFAULT);
    }

    private TrainingRequest request(Path store) {
        return request(new Excerpts(2, Duration.ofMillis(1200), 72, 2), store);
    }

    @Test
    void nothingIsEncodedTwice(@TempDir Path store) throws Exception {
        List<Evaluation> first;
        try (TrainingFarm farm = TrainingFarm.open(request(store), event -> {})) {
            assertThat(farm.clipNames()).containsExactly("title#0", "title#1");
            assertThat(farm.examples(Demand.EVEN)).extracting(Example::title).containsExactly(0, 0);
            first = farm.evaluator().evaluate(TRIALS);
            assertThat(farm.counts().made())
                    .isEqualTo(3L * FamilyEvaluator.crfLevels(Codec.H264).size());
        }
        try (TrainingFarm farm = TrainingFarm.open(request(store), event -> {})) {
            assertThat(farm.evaluator().evaluate(TRIALS)).isEqualTo(first);
            assertThat(farm.counts())
                    .isEqualTo(new TrainingFarm.Counts(
                            0, 3L * FamilyEvaluator.crfLevels(Codec.H264).size()));
        }
        for (Evaluation evaluation : first) {
            assertThat(evaluation.encodings())
                    .isSortedAccordingTo((a, b) -> Double.compare(b.bitsPerSecond(), a.bitsPerSecond()))
                    .allSatisfy(it -> {
                        assertThat(it.vmafNeg()).isBetween(5.0, 100.0);
                        assertThat(it.ssimDecibels()).isBetween(3.0, 60.0);
                        assertThat(it.time().cpuSeconds()).isPositive();
                        assertThat(it.time().paceSeconds()).isPositive();
                    });
        }
    }

    @Test
    void everyCodecIsMeasuredOnAboutTheSameQualities(@TempDir Path store) throws Exception {
        List<Trial> trials = List.of(
                new Trial(new Bred(Genotype.USUAL), 0),
                new Trial(new Bred(Genotype.usual(Codec.HEVC).with("x265Preset", "superfast")), 0),
                new Trial(new Bred(Genotype.usual(Codec.AV1).with("svtPreset", "11")), 0));
        List<Evaluation> all;
        try (TrainingFarm farm = TrainingFarm.open(request(store), event -> {})) {
            all = farm.evaluator().evaluate(trials);
        }
        for (Evaluation evaluation : all) {
            assertThat(evaluation.encodings())
                    .hasSize(FamilyEvaluator.LEVELS)
                    .isSortedAccordingTo(
                            Comparator.comparingDouble(Encoding::bitsPerSecond).reversed());
            assertThat(evaluation.cost()).isPositive();
            assertThat(evaluation.gainOver(all.getFirst(), RateWeight.EVEN)).isPresent();
            assertThat(evaluation.encodings().getFirst().ssimDecibels())
                    .isCloseTo(all.getFirst().encodings().getFirst().ssimDecibels(), within(6.0));
        }
        try (TrainingFarm farm = TrainingFarm.open(request(store), event -> {})) {
            assertThat(farm.evaluator().evaluate(trials)).isEqualTo(all);
            assertThat(farm.counts().made()).isZero();
        }
    }

    @Test
    void ofTheSamePicturesFewerScoresSayTheSame(@TempDir Path store) throws Exception {
        TrainingRequest all = request(new Excerpts(1, Duration.ofSeconds(2), 72, 1), store);
        TrainingRequest third = request(new Excerpts(1, Duration.ofSeconds(2), 72, 3), store);
        List<Evaluation> exact;
        List<Evaluation> sampled;
        List<Trial> trials = List.of(new Trial(new Stock(Preset.MEDIUM), 0));
        try (TrainingFarm farm = TrainingFarm.open(all, event -> {})) {
            exact = farm.evaluator().evaluate(trials);
        }
        try (TrainingFarm farm = TrainingFarm.open(third, event -> {})) {
            sampled = farm.evaluator().evaluate(trials);
            // What was scored in part is not taken for the whole.
            assertThat(farm.counts().reused()).isZero();
        }
        for (int i = 0; i < FamilyEvaluator.crfLevels(Codec.H264).size(); i++) {
            Encoding one = exact.getFirst().encodings().get(i);
            Encoding other = sampled.getFirst().encodings().get(i);
            assertThat(other.bitsPerSecond()).isEqualTo(one.bitsPerSecond());
            assertThat(other.vmafNeg()).isNotEqualTo(one.vmafNeg()).isCloseTo(one.vmafNeg(), within(3.0));
        }
    }

    @Test
    void theBestMemberOfEachQualityIsMeasuredAtTheDisplaySize(@TempDir Path store) throws Exception {
        try (TrainingFarm farm = TrainingFarm.open(request(store), event -> {})) {
            assertThat(farm.displaySize(0).shortSide()).isEqualTo(72);
            List<Profile.H264> profiles = Stream.of(23.0, 27.0, 31.0)
                    .map(crf -> farm.swarm().best(0, ClustersFile.usual(), Optional.empty(), crf))
                    .toList();
            assertThat(profiles).allMatch(it -> it.pictureSize().equals(farm.displaySize(0)));
            assertThat(farm.swarm().members(0, profiles))
                    .isSortedAccordingTo(
                            Comparator.comparingDouble(Encoding::bitsPerSecond).reversed());
        }
    }

    @Test
    void whatTakesTurnsIsComparedByItsProcessorTime(@TempDir Path store) throws Exception {
        try (TrainingFarm farm = TrainingFarm.open(request(store), event -> {})) {
            Bred quick = new Bred(
                    Genotype.USUAL.with("preset", "veryfast").with("subme", "1").with("trellis", "0"));
            Bred thorough = new Bred(
                    Genotype.USUAL.with("preset", "slower").with("subme", "10").with("trellis", "2"));
            assertThat(farm.costs().ratio(quick, thorough, 0, 3)).isBetween(0.01, 0.9);
        }
    }

    @Test
    void aBrokenEntryIsToldOfAndMadeAgain(@TempDir Path store) throws Exception {
        List<Evaluation> whole;
        try (TrainingFarm farm = TrainingFarm.open(request(store), event -> {})) {
            whole = farm.evaluator().evaluate(TRIALS);
        }
        try (Stream<Path> files = Files.walk(store)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                byte[] content = Files.readAllBytes(file);
                content[content.length - 1] ^= 1;
                Files.write(file, content);
            }
        }
        List<FarmEvent> events = new ArrayList<>();
        try (TrainingFarm farm = TrainingFarm.open(request(store), event -> {
            synchronized (events) {
                events.add(event);
            }
        })) {
            List<Evaluation> again = farm.evaluator().evaluate(TRIALS);
            // All but the processor times.
            for (int i = 0; i < whole.size(); i++) {
                assertThat(again.get(i).curve()).isEqualTo(whole.get(i).curve());
            }
        }
        assertThat(events)
                .hasAtLeastOneElementOfType(FarmEvent.Damaged.class)
                .hasOnlyElementsOfTypes(FarmEvent.Damaged.class, FarmEvent.Progress.class);
    }

    @Test
    void whatIsTooShortIsRefusedInOneLine(@TempDir Path folder) throws IOException {
        Path brief = GeneratedTitle.sized(128, 96).at(12).scenes(5, 0).write(folder.resolve("brief.mkv"));
        TrainingRequest request = new TrainingRequest(
                List.of(input, brief),
                new Excerpts(1, Duration.ofSeconds(2), 72, 1),
                Location.of(folder),
                1,
                MediaLimits.DEFAULT);
        assertThatThrownBy(() -> TrainingFarm.open(request, event -> {}))
                .isInstanceOf(FarmException.class)
                .hasMessage(brief + ": is too short to measure profiles on; it takes clips of 12 pictures or more");
    }

    @Test
    void smallerSizesAreMeasuredBesideTheFullOne(@TempDir Path store) throws Exception {
        Excerpts excerpts = new Excerpts(1, Duration.ofSeconds(2), 72, 2);
        TrainingRequest twoSizes =
                new TrainingRequest(List.of(input), excerpts, List.of(0.5), Location.of(store), 2, MediaLimits.DEFAULT);
        List<Trial> trials = List.of(TRIALS.getFirst(), TRIALS.getLast());
        List<Evaluation> atOneSize;
        try (TrainingFarm farm = TrainingFarm.open(request(excerpts, store), event -> {})) {
            atOneSize = farm.evaluator().evaluate(trials);
        }
        try (TrainingFarm farm = TrainingFarm.open(twoSizes, event -> {})) {
            List<Evaluation> atTwo = farm.evaluator().evaluate(trials);
            // What was measured at the full size is not encoded again.
            assertThat(farm.counts())
                    .isEqualTo(new TrainingFarm.Counts(2L * FamilyEvaluator.LEVELS, 2L * FamilyEvaluator.LEVELS));
            for (int i = 0; i < trials.size(); i++) {
                Evaluation evaluation = atTwo.get(i);
                assertThat(evaluation.encodings()).isEqualTo(atOneSize.get(i).encodings());
                assertThat(evaluation.smaller()).hasSize(1);
                for (int level = 0; level < FamilyEvaluator.LEVELS; level++) {
                    Encoding full = evaluation.encodings().get(level);
                    Encoding half = evaluation.smaller().getFirst().get(level);
                    assertThat(half.bitsPerSecond()).isLessThan(0.8 * full.bitsPerSecond());
                    assertThat(half.quality()).isLessThan(full.quality());
                }
            }
        }
    }

    @Test
    void bitratesCountAsTheDemandDoesAtTheMeasuredSize(@TempDir Path store) throws Exception {
        Demand demand = Demand.of(List.of(new View(6e5, 720, 1)));
        try (TrainingFarm farm = TrainingFarm.open(request(store), event -> {})) {
            assertThat(farm.weights(Demand.EVEN)).containsOnly(RateWeight.EVEN).hasSize(2);
            assertThat(farm.weights(demand)).hasSize(2).doesNotContain(RateWeight.EVEN);
            assertThat(farm.examples(demand)).extracting(Example::weight).doesNotContain(RateWeight.EVEN);
        }
    }
}
