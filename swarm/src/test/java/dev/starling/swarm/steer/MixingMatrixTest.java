package dev.starling.swarm.steer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.starling.swarm.profile.Codec;
import dev.starling.swarm.profile.FixedProfiles;
import dev.starling.swarm.profile.PictureSize;
import dev.starling.swarm.profile.Profile;
import dev.starling.swarm.profile.Tuning.Preset;
import dev.starling.swarm.title.BlendGroup;
import dev.starling.swarm.title.BlendGroupId;
import dev.starling.swarm.title.Clip;
import dev.starling.swarm.title.Cluster;
import dev.starling.swarm.title.ClusterId;
import dev.starling.swarm.title.Member;
import dev.starling.swarm.title.ParameterSetPair;
import dev.starling.swarm.title.Quality;
import dev.starling.swarm.title.SoftAssignment;
import dev.starling.swarm.title.Title;
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
    /** Bitrates and VMAF, typical of real clips, best first. */
    private static final double[][] MEASURED = {
        {6_000_000, 97},
        {3_600_000, 94},
        {2_200_000, 89},
        {3_000_000, 92},
        {1_800_000, 86},
        {1_100_000, 79},
        {1_300_000, 80},
        {800_000, 71},
        {500_000, 60}
    };

    private static final List<Cluster> CLUSTERS = clusters();

    private static List<Cluster> clusters() {
        List<Profile.H264> profiles =
                FixedProfiles.forSource(new PictureSize(1920, 1080), Preset.MEDIUM, FixedProfiles.BEST_CRF);
        return IntStream.range(0, profiles.size())
                .mapToObj(i -> new Cluster(new ClusterId("c" + i), new BlendGroupId("g" + i / 3), profiles.get(i)))
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
                Optional.empty(),
                OptionalDouble.of(85));
    }

    private static final Outlooks TITLE = new Outlooks(title());
    private static final StaticPolicy POLICY = StaticPolicy.DEFAULT;

    /** Clips of 2 s that are all alike. */
    private static Title title() {
        List<Member> members = IntStream.range(0, CLUSTERS.size())
                .mapToObj(i -> new Member(
                        CLUSTERS.get(i).id(),
                        23,
                        (long) (MEASURED[i][0] / 4),
                        new Quality(40, 0.98, MEASURED[i][1], MEASURED[i][1])))
                .toList();
        SoftAssignment assignment =
                new SoftAssignment(new TreeMap<>(Map.of(CLUSTERS.getFirst().id(), 1.0)));
        List<Clip> clips = IntStream.range(0, 20)
                .mapToObj(i -> new Clip(
                        i, i * 180_000L, 180_000, 50, Clip.Start.SCENE_CUT, assignment, members, Clip.Ceiling.NONE))
                .toList();
        List<BlendGroup> groups = CLUSTERS.stream()
                .map(Cluster::group)
                .distinct()
                .map(it -> new BlendGroup(
                        it,
                        Codec.H264,
                        new PictureSize(1920, 1080),
                        ParameterSetPair.of(
                                new byte[] {0x67, 100, 0, 31, (byte) 0xAC, 90, 1}, new byte[] {0x68, 1, 2})))
                .toList();
        return Title.of("made", new PictureSize(1920, 1080), "none", "none", groups, CLUSTERS, clips, List.of());
    }

    private static Offer offer() {
        return new Offer(TITLE, TITLE.title().clips().get(3), Optional.empty(), CLUSTERS);
    }

    private static MixingMatrix matrix(CapabilityVector client, NetworkState network) {
        return MixingMatrix.of(POLICY.relevance(offer(), client, network), TEMPERATURE);
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
        Outlook outlook = TITLE.of(Optional.empty(), POLICY.settings());
        double[] profile = IntStream.range(0, Features.NETWORK_COUNT)
                .mapToDouble(element -> StaticProfiles.network(
                        outlook, POLICY.settings(), 3, MEASURED[1][0] * 2, MEASURED[1][1], element))
                .toArray();
        double relevanceA = Features.of(screen(1080))
                        .dot(element -> StaticProfiles.client(
                                a.centroid().pictureSize(),
                                POLICY.settings().prices().device(),
                                element))
                + Features.of(network(5e6, Duration.ofSeconds(8)), POLICY.settings())
                        .dot(element -> profile[element]);
        assertThat(matrix.relevance(a.id())).isCloseTo(relevanceA, within(1e-9));
        assertThat(Math.log(matrix.weight(a.id()) / matrix.weight(b.id())) * TEMPERATURE)
                .isCloseTo(relevanceA - matrix.relevance(b.id()), within(1e-9));
    }

    @Test
    void thePartsOfTheNetworkVectorSumToOne() {
        SparseVector playing = Features.of(network(5e6, Duration.ofSeconds(8)), POLICY.settings());
        assertThat(playing.dot(element -> element < Features.STARTING ? 1 : 0)).isCloseTo(1, within(1e-9));
        assertThat(playing.dot(element -> element >= Features.QUALITY ? 1 : 0)).isCloseTo(1, within(1e-9));
        SparseVector starting = Features.of(NetworkState.UNKNOWN, POLICY.settings());
        assertThat(starting.dot(element -> element >= Features.STARTING && element < Features.QUALITY ? 1 : 0))
                .isCloseTo(1, within(1e-9));
        assertThat(starting.dot(element -> 1)).isCloseTo(1, within(1e-9));
    }

    @Test
    void aClientThatAnEdgeDoesNotKnowButThatHasMediaPlays() {
        NetworkState known = network(5e6, Duration.ofSeconds(8));
        NetworkState forgotten = new NetworkState(
                known.bandwidth(),
                known.roundTrip(),
                known.jitter(),
                known.lossRatio(),
                known.buffer(),
                known.bufferGoal(),
                OptionalDouble.empty());
        SparseVector playing = Features.of(forgotten, POLICY.settings());
        assertThat(playing.dot(element -> element < Features.STARTING ? 1 : 0)).isCloseTo(1, within(1e-9));
        assertThat(meanBitrate(screen(1080), forgotten))
                .isCloseTo(meanBitrate(screen(1080), known), withinPercentage(10));
    }

    @Test
    void aStartSendsFewerBitsThanAClientThatPlays() {
        assertThat(meanBitrate(CapabilityVector.UNKNOWN, NetworkState.UNKNOWN))
                .isLessThan(meanBitrate(CapabilityVector.UNKNOWN, NetworkState.UNKNOWN.playing()) / 2);
    }

    @Test
    void moreBandwidthNeverMeansFewerBits() {
        double before = 0;
        for (double bandwidth = 200_000; bandwidth < 50_000_000; bandwidth *= 1.2) {
            double now = meanBitrate(CapabilityVector.UNKNOWN, network(bandwidth, Duration.ofSeconds(8)));
            assertThat(now).as("%.0f bit/s", bandwidth).isGreaterThanOrEqualTo(before * 0.98);
            before = now;
        }
        assertThat(before).isGreaterThan(5_000_000);
    }

    @Test
    void withLittleBufferTheMixStaysWithinWhatThePathCarries() {
        for (double bandwidth : new double[] {1_500_000, 2_500_000, 4_000_000, 6_000_000}) {
            assertThat(meanBitrate(CapabilityVector.UNKNOWN, network(bandwidth, Duration.ofSeconds(3))))
                    .isLessThan(bandwidth);
        }
    }

    @Test
    void aLongBufferIsSpent() {
        assertThat(meanBitrate(CapabilityVector.UNKNOWN, network(1_500_000, Duration.ofSeconds(20))))
                .isGreaterThan(1_500_000);
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
        double unknown = meanBitrate(CapabilityVector.UNKNOWN, NetworkState.UNKNOWN.playing());
        assertThat(unknown)
                .isGreaterThan(meanBitrate(CapabilityVector.UNKNOWN, network(500_000, Duration.ofSeconds(8))))
                .isLessThan(meanBitrate(CapabilityVector.UNKNOWN, network(50e6, Duration.ofSeconds(8))));
        assertThat(Features.of(CapabilityVector.UNKNOWN).dot(element -> 1)).isZero();
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
