package dev.starling.swarm.steer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.starling.swarm.profile.FixedProfiles;
import dev.starling.swarm.profile.PictureSize;
import dev.starling.swarm.profile.Profile;
import dev.starling.swarm.profile.Tuning.Preset;
import dev.starling.swarm.title.BlendGroupId;
import dev.starling.swarm.title.Clip;
import dev.starling.swarm.title.Cluster;
import dev.starling.swarm.title.ClusterId;
import dev.starling.swarm.title.FeatureVector;
import dev.starling.swarm.title.Member;
import dev.starling.swarm.title.Quality;
import dev.starling.swarm.title.SoftAssignment;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MixingMatrixTest {
    private static final double TEMPERATURE = 0.5;
    /** Bitrates and qualities in decibels, typical of real clips, best first. */
    private static final double[][] MEASURED = {
        {6_000_000, 18},
        {3_600_000, 16.5},
        {2_200_000, 15},
        {3_000_000, 15.5},
        {1_800_000, 14.3},
        {1_100_000, 13},
        {1_300_000, 12.5},
        {800_000, 11.7},
        {500_000, 10.8}
    };

    private static final List<Cluster> CLUSTERS = clusters();

    private static List<Cluster> clusters() {
        List<Profile.H264> profiles =
                FixedProfiles.forSource(new PictureSize(1920, 1080), Preset.MEDIUM, FixedProfiles.BEST_CRF);
        return IntStream.range(0, profiles.size())
                .mapToObj(i -> new Cluster(
                        new ClusterId("c" + i),
                        new BlendGroupId("g" + i / 3),
                        profiles.get(i),
                        StaticProfiles.clientProfile(profiles.get(i).pictureSize()),
                        StaticProfiles.networkProfile(MEASURED[i][0], MEASURED[i][1])))
                .toList();
    }

    private static CapabilityVector screen(int height) {
        return CapabilityVector.UNKNOWN.withScreenHeight(height);
    }

    private static NetworkState network(double bitsPerSecond, Duration buffer) {
        return new NetworkState(
                Optional.of(new Bandwidth(bitsPerSecond, bitsPerSecond, 0.3, Bandwidth.Knowledge.MEASURED)),
                Optional.of(Duration.ofMillis(20)),
                Optional.empty(),
                OptionalDouble.of(0),
                Optional.of(buffer),
                OptionalDouble.empty());
    }

    private static MixingMatrix matrix(CapabilityVector client, NetworkState network) {
        Clip clip = new Clip(
                0,
                0,
                180_000,
                50,
                Clip.Start.SCENE_CUT,
                new SoftAssignment(new TreeMap<>(Map.of(CLUSTERS.getFirst().id(), 1.0))),
                List.of(new Member(CLUSTERS.getFirst().id(), 1, Quality.NONE)));
        return MixingMatrix.of(new StaticPolicy().relevance(new Offer(clip, CLUSTERS), client, network), TEMPERATURE);
    }

    private static double meanBitrate(CapabilityVector client, NetworkState network) {
        MixingMatrix matrix = matrix(client, network);
        return IntStream.range(0, CLUSTERS.size())
                .mapToDouble(i -> matrix.weight(CLUSTERS.get(i).id()) * MEASURED[i][0])
                .sum();
    }

    @Test
    void weightsAreTheSoftmaxOfTheDotProducts() {
        MixingMatrix matrix = matrix(screen(1080), network(5e6, Duration.ofSeconds(8)));
        assertThat(matrix.diagonal().values().stream()
                        .mapToDouble(MixingMatrix.Entry::weight)
                        .sum())
                .isCloseTo(1, within(1e-9));
        Cluster a = CLUSTERS.get(1);
        Cluster b = CLUSTERS.get(3);
        double relevanceA = Features.of(screen(1080)).dot(a.clientProfile())
                + Features.of(network(5e6, Duration.ofSeconds(8))).dot(a.networkProfile());
        assertThat(matrix.relevance(a.id())).isCloseTo(relevanceA, within(1e-9));
        assertThat(Math.log(matrix.weight(a.id()) / matrix.weight(b.id())) * TEMPERATURE)
                .isCloseTo(relevanceA - matrix.relevance(b.id()), within(1e-9));
    }

    @Test
    void moreBandwidthNeverMeansFewerBits() {
        double before = 0;
        for (double bandwidth = 200_000; bandwidth < 50_000_000; bandwidth *= 1.2) {
            double now = meanBitrate(CapabilityVector.UNKNOWN, network(bandwidth, Duration.ofSeconds(8)));
            assertThat(now).as("%.0f bit/s", bandwidth).isGreaterThanOrEqualTo(before * 0.999);
            before = now;
        }
        assertThat(before).isGreaterThan(5_000_000);
    }

    @Test
    void theMixStaysWithinWhatThePathCarries() {
        for (double bandwidth : new double[] {1_500_000, 2_500_000, 4_000_000, 6_000_000}) {
            assertThat(meanBitrate(CapabilityVector.UNKNOWN, network(bandwidth, Duration.ofSeconds(12))))
                    .isLessThan(bandwidth);
        }
    }

    @Test
    void aThinBufferMeansFewerBits() {
        assertThat(meanBitrate(CapabilityVector.UNKNOWN, network(4e6, Duration.ZERO)))
                .isLessThan(meanBitrate(CapabilityVector.UNKNOWN, network(4e6, Duration.ofSeconds(12))));
    }

    @Test
    void aSmallScreenMeansSmallerPictures() {
        NetworkState fast = network(20e6, Duration.ofSeconds(12));
        MixingMatrix small = matrix(screen(360), fast);
        MixingMatrix large = matrix(screen(1080), fast);
        assertThat(small.weight(CLUSTERS.get(0).id()))
                .isLessThan(large.weight(CLUSTERS.get(0).id()));
    }

    @Test
    void theUnknownIsNotTheWorst() {
        double unknown = meanBitrate(CapabilityVector.UNKNOWN, NetworkState.UNKNOWN);
        assertThat(unknown)
                .isGreaterThan(meanBitrate(CapabilityVector.UNKNOWN, network(500_000, Duration.ofSeconds(8))))
                .isLessThan(meanBitrate(CapabilityVector.UNKNOWN, network(50e6, Duration.ofSeconds(8))));
        assertThat(Features.of(CapabilityVector.UNKNOWN)).isEqualTo(new FeatureVector(new double[13]));
    }

    @Test
    void binsShareAValueByItsNearness() {
        double[] bins = new double[5];
        new SoftBins(100, 1, 4).activate(200 * Math.sqrt(2), bins, 1);
        assertThat(bins).containsExactly(new double[] {0, 0, 0.5, 0.5, 0}, within(1e-12));
        double[] beyond = new double[4];
        new SoftBins(100, 1, 4).activate(1e9, beyond, 0);
        assertThat(beyond).containsExactly(0, 0, 0, 1);
        double[] below = new double[4];
        new SoftBins(100, 1, 4).activate(0, below, 0);
        assertThat(below).containsExactly(1, 0, 0, 0);
    }
}
