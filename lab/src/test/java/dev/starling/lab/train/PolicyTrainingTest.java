package dev.starling.lab.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import dev.starling.lab.LabException;
import dev.starling.lab.trace.BandwidthTrace;
import dev.starling.lab.train.PolicyTraining.Effort;
import dev.starling.lab.train.PolicyTraining.Material;
import dev.starling.lab.train.PolicyTraining.Progress;
import dev.starling.lab.video.ChunkedVideo;
import dev.starling.swarm.steer.LearnedModel;
import dev.starling.swarm.steer.PathModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyTrainingTest {
    private static ChunkedVideo video() {
        List<ChunkedVideo.Rung> ladder = new ArrayList<>();
        for (int rung = 0; rung < 3; rung++) {
            ladder.add(new ChunkedVideo.Rung(
                    java.util.Collections.nCopies(12, 200_000L << rung),
                    java.util.Collections.nCopies(12, 40.0 + 22 * rung)));
        }
        return new ChunkedVideo(4, ladder);
    }

    private static BandwidthTrace trace(long seed) {
        Random random = new Random(seed);
        BandwidthTrace.Builder builder = new BandwidthTrace.Builder();
        double log = 0;
        for (int i = 0; i < 200; i++) {
            log = 0.9 * log + 0.4 * random.nextGaussian();
            builder.add(1, 1e6 * Math.exp(log));
        }
        return builder.build();
    }

    private static PolicyTraining training(long seed, int steps) {
        Material material = new Material(
                List.of(video()), List.of(List.of(trace(1), trace(2)), List.of(trace(3))), List.of(trace(4)));
        return new PolicyTraining(material, new Effort(0, 2, 2, steps), seed, "test");
    }

    private static PolicyTraining.Observer keeping(List<Progress> curve) {
        return new PolicyTraining.Observer() {
            @Override
            public void learned(Progress progress) {
                curve.add(progress);
            }

            @Override
            public void best(LearnedModel model) {
                assertThat(model.madeBy()).isEqualTo("test");
            }
        };
    }

    private static LearnedModel train(long seed, List<Progress> curve) {
        return training(seed, 1).run(keeping(curve), () -> true);
    }

    @Test
    void theSameSeedGivesTheSameModel() {
        List<Progress> curve = new ArrayList<>();
        LearnedModel model = train(7, curve);
        assertThat(train(7, new ArrayList<>())).isEqualTo(model);
        assertThat(train(8, new ArrayList<>())).isNotEqualTo(model);
        assertThat(curve).extracting(Progress::phase).containsExactly("imitation", "imitation");
    }

    @Test
    void aTrainingThatWasBrokenOffGoesOnAsIfItHadNotBeen(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("training");
        List<Progress> whole = new ArrayList<>();
        LearnedModel wanted = training(7, 20).run(keeping(whole), () -> true);

        training(7, 20).run(keeping(new ArrayList<>()), () -> false, file);
        assertThat(file).exists();
        // The second round and the first steps, then a break that loses the last of them.
        training(7, 20).run(keeping(new ArrayList<>()), times(14), file);
        List<Progress> curve = new ArrayList<>();
        assertThat(training(7, 20).run(keeping(curve), () -> true, file)).isEqualTo(wanted);
        assertThat(curve).isEqualTo(whole);
        assertThat(file).doesNotExist();
    }

    /** The best model may be one from before the break: what is kept must be the same, too. */
    @Test
    void afterABreakEverythingIsAsItWouldBeWithoutOne(@TempDir Path folder) throws IOException {
        Path whole = folder.resolve("whole");
        training(7, 20).run(keeping(new ArrayList<>()), times(15), whole);
        Path resumed = folder.resolve("resumed");
        training(7, 20).run(keeping(new ArrayList<>()), times(1), resumed);
        training(7, 20).run(keeping(new ArrayList<>()), times(14), resumed);
        assertThat(resumed).hasSameBinaryContentAs(whole);
    }

    /** Lets so many rounds and steps begin. */
    private static BooleanSupplier times(int count) {
        AtomicInteger left = new AtomicInteger(count);
        return () -> left.getAndDecrement() > 0;
    }

    @Test
    void aCheckpointThatDoesNotFitIsRefused(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("training");
        training(7, 1).run(keeping(new ArrayList<>()), () -> false, file);
        assertThatExceptionOfType(LabException.class)
                .isThrownBy(() -> training(8, 1).run(keeping(new ArrayList<>()), () -> true, file))
                .withMessage(file + ": the checkpoint of another training; give its options again, or delete the file");

        byte[] good = Files.readAllBytes(file);
        for (byte[] bad : List.of(Arrays.copyOf(good, good.length / 2), new byte[0], changed(good, good.length / 2))) {
            Files.write(file, bad);
            assertThatExceptionOfType(LabException.class)
                    .isThrownBy(() -> training(7, 1).run(keeping(new ArrayList<>()), () -> true, file))
                    .withMessage(file + ": the checkpoint is damaged; delete the file to train anew");
        }
    }

    private static byte[] changed(byte[] bytes, int at) {
        byte[] changed = bytes.clone();
        changed[at] ^= 0x55;
        return changed;
    }

    @Test
    void aSteadyPathHasNoSteps() {
        BandwidthTrace steady = new BandwidthTrace.Builder().add(100, 2e6).build();
        PathModel model = PathModelFit.fit(List.of(List.of(steady)), 1);
        model.next().stream()
                .flatMap(List::stream)
                .flatMap(List::stream)
                .forEach(step -> assertThat(step).isCloseTo(0, within(1e-6)));
        for (double rate : model.restRates(1e6, 2e6, 2e6)) {
            assertThat(rate).isCloseTo(2e6, within(1.0));
        }
    }

    @Test
    void aPathThatHasFallenIsExpectedToRiseAgain() {
        PathModel model = PathModelFit.fit(List.of(List.of(trace(1), trace(2), trace(3))), 1);
        int last = model.deviations().size() - 1;
        assertThat(riseFromShortHorizon(model, 0)).isPositive().isGreaterThan(riseFromShortHorizon(model, last));
    }

    @Test
    void randomLaddersHaveClipsOfManyLengths() {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(3);
        double shortest = Double.POSITIVE_INFINITY;
        double longest = 0;
        for (int i = 0; i < 50; i++) {
            ChunkedVideo video = RandomLadder.of(random, 20);
            assertThat(video.rungs()).isBetween(4, 24);
            assertThat(video.bitsPerSecond(video.rungs() - 1)).isGreaterThan(2 * video.bitsPerSecond(0));
            for (int chunk = 0; chunk < video.chunks(); chunk++) {
                shortest = Math.min(shortest, video.seconds(chunk));
                longest = Math.max(longest, video.seconds(chunk));
            }
        }
        assertThat(shortest).isBetween(1.0, 1.5);
        assertThat(longest).isBetween(5.5, 6.0);
    }

    /** The mean rise from the short horizon's rate to that of the next clip: the expectation is part of it. */
    private static double riseFromShortHorizon(PathModel model, int deviation) {
        return mean(model.next().get(deviation))
                - model.horizons().longWeight() * model.deviations().get(deviation);
    }

    private static double mean(List<List<Double>> steps) {
        return steps.stream()
                .flatMap(List::stream)
                .mapToDouble(it -> it)
                .average()
                .orElseThrow();
    }
}
