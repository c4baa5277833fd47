package dev.starling.swarm.steer;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MixTest {
    private static final int MIXES = 300;
    private static final PictureSize SIZE = new PictureSize(1920, 1080);
    private static final int PICTURES = 50;

    private final SplittableRandom random = new SplittableRandom(11);

    private static List<Cluster> clusters() {
        List<Profile.H264> profiles = FixedProfiles.forSource(SIZE, Preset.MEDIUM, FixedProfiles.BEST_CRF);
        return IntStream.range(0, profiles.size())
                .mapToObj(i -> new Cluster(new ClusterId("c" + i), new BlendGroupId("g" + i / 3), profiles.get(i)))
                .toList();
    }

    /** Clips of 2 s, each with members of random sizes and qualities. */
    private Title title() {
        List<Cluster> clusters = clusters();
        SoftAssignment assignment =
                new SoftAssignment(new TreeMap<>(Map.of(clusters.getFirst().id(), 1.0)));
        List<Clip> clips = new ArrayList<>();
        for (int clip = 0; clip < 6; clip++) {
            List<Member> members = clusters.stream()
                    .map(it -> {
                        double vmaf = random.nextDouble(20, 98);
                        return new Member(
                                it.id(), 23, random.nextLong(50_000, 2_000_000), new Quality(40, 0.98, vmaf, vmaf));
                    })
                    .toList();
            clips.add(new Clip(
                    clip,
                    clip * 180_000L,
                    180_000,
                    PICTURES,
                    Clip.Start.SCENE_CUT,
                    assignment,
                    members,
                    Clip.Ceiling.NONE));
        }
        ParameterSetPair sets =
                ParameterSetPair.of(new byte[] {0x67, 100, 0, 31, (byte) 0xAC, 90, 1}, new byte[] {0x68, 1, 2});
        List<BlendGroup> groups = clusters.stream()
                .map(Cluster::group)
                .distinct()
                .map(it -> new BlendGroup(it, Codec.H264, SIZE, sets))
                .toList();
        return Title.of("made", SIZE, "none", "none", groups, clusters, clips, List.of());
    }

    private NetworkState network() {
        double rate = Math.exp(random.nextDouble(Math.log(1e5), Math.log(5e7)));
        Bandwidth bandwidth = new Bandwidth(
                rate, rate * random.nextDouble(0.5, 2), random.nextDouble(), Bandwidth.Knowledge.MEASURED);
        return new NetworkState(
                random.nextInt(5) == 0 ? Optional.empty() : Optional.of(bandwidth),
                Optional.of(Duration.ofMillis(random.nextInt(200))),
                Optional.empty(),
                OptionalDouble.empty(),
                random.nextInt(4) == 0 ? Optional.empty() : Optional.of(Duration.ofMillis(random.nextInt(30_000))),
                Optional.empty(),
                random.nextInt(4) == 0 ? OptionalDouble.empty() : OptionalDouble.of(random.nextDouble(20, 98)));
    }

    private CapabilityVector client() {
        return random.nextBoolean()
                ? CapabilityVector.UNKNOWN
                : CapabilityVector.UNKNOWN
                        .or(new CapabilityVector(
                                Optional.empty(),
                                OptionalInt.empty(),
                                OptionalInt.empty(),
                                OptionalInt.empty(),
                                OptionalInt.of(random.nextInt(1, 16)),
                                OptionalDouble.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty()))
                        .withScreenHeight(random.nextInt(200, 2_000));
    }

    /** Requests share what is known of a title. */
    @Test
    void whatIsSharedChangesNoDecision() {
        Title title = title();
        Outlooks shared = new Outlooks(title);
        for (int i = 0; i < MIXES; i++) {
            Clip clip = title.clips().get(random.nextInt(title.clips().size()));
            Optional<BlendGroupId> within =
                    random.nextBoolean() ? Optional.empty() : Optional.of(new BlendGroupId("g" + random.nextInt(3)));
            CapabilityVector client = client();
            NetworkState network = network();
            Mix mix = mix(shared, clip, within, client, network);
            Mix own = mix(new Outlooks(title), clip, within, client, network);
            assertThat(mix.matrix()).isEqualTo(own.matrix());
            assertThat(mix.cluster()).isEqualTo(own.cluster());
            assertThat(mix.budgetBytes()).isEqualTo(own.budgetBytes());
        }
    }

    /** To the last bit: the sum is that of the relevance in its order. */
    @Test
    void weightsAreTheSoftmaxOfTheRelevance() {
        Title title = title();
        Outlooks outlooks = new Outlooks(title);
        for (int i = 0; i < MIXES; i++) {
            Offer offer = Offer.of(outlooks, title.clips().get(i % 6), Optional.empty(), CapabilityVector.UNKNOWN);
            Map<ClusterId, Double> relevance = StaticPolicy.DEFAULT.relevance(offer, client(), network());
            MixingMatrix matrix = MixingMatrix.of(relevance, 0.7);
            double most = relevance.values().stream()
                    .mapToDouble(Double::doubleValue)
                    .max()
                    .orElseThrow();
            double sum = 0;
            for (double it : relevance.values()) {
                sum += Math.exp((it - most) / 0.7);
            }
            for (Map.Entry<ClusterId, Double> cluster : relevance.entrySet()) {
                assertThat(matrix.relevance(cluster.getKey())).isEqualTo(cluster.getValue());
                assertThat(matrix.weight(cluster.getKey()))
                        .isEqualTo(Math.exp((cluster.getValue() - most) / 0.7) / sum);
            }
        }
    }

    @Test
    void anOfferHasTheMembersOfItsClusters() {
        Title title = title();
        Clip clip = title.clips().getFirst();
        Offer offer = Offer.of(new Outlooks(title), clip, Optional.empty(), CapabilityVector.UNKNOWN);
        assertThat(IntStream.range(0, offer.clusters().size()).mapToObj(offer::member))
                .containsExactlyElementsOf(offer.clusters().stream()
                        .map(it -> clip.member(it.id()))
                        .toList());
    }

    private static Mix mix(
            Outlooks title, Clip clip, Optional<BlendGroupId> within, CapabilityVector client, NetworkState network) {
        return Mix.of(StaticPolicy.DEFAULT, Offer.of(title, clip, within, client), client, network);
    }
}
