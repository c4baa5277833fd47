package dev.starling.swarm.breed.hull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.starling.swarm.breed.hull.Ladder.Member;
import dev.starling.swarm.curve.RateQualityPoint;
import dev.starling.swarm.profile.LadderSizes;
import dev.starling.swarm.profile.PictureSize;
import dev.starling.swarm.title.Clip.Ceiling;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HullSearchTest {
    private static final PictureSize SOURCE = new PictureSize(1280, 720);
    private static final List<PictureSize> SIZES = LadderSizes.of(SOURCE, 720);

    /**
     * A kind of content, as a formula that resembles measured clips. Scaling takes quality away, and the rate factor
     * takes away the more the higher it is; larger pictures bear a higher one.
     */
    enum Content {
        /** Like an animated film. */
        SHARP(1_500_000, 0.101, 9, 6.3, 4.6),
        /** Where the source has no detail that small pictures would lose. */
        SOFT(1_700_000, 0.08, 5, 5.5, 3),
        /** Quality falls off a cliff. */
        STEEP(2_500_000, 0.16, 14, 6, 6),
        /** Much motion. */
        DEAR(9_000_000, 0.11, 9, 5.2, 4),
        /** Hardly anything moves. */
        STILL(120_000, 0.1, 9, 6.5, 5);

        private final double bitsAtCrf16;
        private final double steepness;
        private final double lossPerDoubling;
        private final double crfPerHalf;
        private final double crfPerAreaDoubling;

        Content(double bits, double steepness, double lossPerDoubling, double crfPerHalf, double crfPerAreaDoubling) {
            this.bitsAtCrf16 = bits;
            this.steepness = steepness;
            this.lossPerDoubling = lossPerDoubling;
            this.crfPerHalf = crfPerHalf;
            this.crfPerAreaDoubling = crfPerAreaDoubling;
        }

        RateQualityPoint measure(Probe probe) {
            double down = Math.log((double) SOURCE.area() / probe.size().area()) / Math.log(2);
            double lostByScaling = lossPerDoubling * down * down / 2.2;
            double lostByCoding =
                    Math.exp(steepness * (1 - 0.13 * down) * (probe.crf() - 9 + crfPerAreaDoubling * down / 3));
            double bits = bitsAtCrf16 * Math.pow(2, -(probe.crf() - 16) / crfPerHalf - 0.62 * down);
            return new RateQualityPoint(bits, Math.max(1, 98.5 - lostByScaling - lostByCoding));
        }
    }

    private final List<Probe> probes = new ArrayList<>();

    private Ladder find(Content content, Rungs rungs) throws Exception {
        return HullSearch.find(SIZES, rungs, probe -> {
                    probes.add(probe);
                    return Optional.of(content.measure(probe));
                })
                .orElseThrow();
    }

    @ParameterizedTest
    @EnumSource(Content.class)
    void everyRungIsMetAndNothingIsWasted(Content content) throws Exception {
        List<Member> members = find(content, Rungs.USUAL).members();
        assertThat(members.getFirst().point().quality()).isCloseTo(95, within(HullSearch.TOP_TOLERANCE));
        for (int i = 1; i < members.size(); i++) {
            RateQualityPoint better = members.get(i - 1).point();
            RateQualityPoint worse = members.get(i).point();
            assertThat(worse.bitsPerSecond()).isLessThan(better.bitsPerSecond());
            assertThat(better.quality() - worse.quality()).isPositive().isLessThanOrEqualTo(7.7);
        }
        assertThat(probes).doesNotHaveDuplicates().hasSizeLessThanOrEqualTo(8 + members.size() * 3 / 2);
        assertThat(members.stream().limit(members.size() - 1))
                .allSatisfy(it -> assertThat(it.point().bitsPerSecond()).isGreaterThan(150_000));
        RateQualityPoint least = members.getLast().point();
        assertThat(least.bitsPerSecond() <= 150_000 || least.quality() <= 41.2).isTrue();
    }

    @ParameterizedTest
    @EnumSource(Content.class)
    void membersLieOnTheHull(Content content) throws Exception {
        for (Member member : find(content, Rungs.USUAL).members()) {
            double least = SIZES.stream()
                    .flatMap(size -> IntStream.rangeClosed(
                                    (int) (4 * HullSearch.MIN_CRF), (int) (4 * HullSearch.MAX_CRF))
                            .mapToObj(crf -> content.measure(new Probe(size, crf / 4.0))))
                    .filter(it -> it.quality() >= member.point().quality())
                    .mapToDouble(RateQualityPoint::bitsPerSecond)
                    .min()
                    .orElseThrow();
            assertThat(member.point().bitsPerSecond() / least).isBetween(0.999, 1.3);
        }
    }

    @Test
    void theHighestBitrateIsUsedAndNotExceeded() throws Exception {
        Rungs limited = new Rungs(95, 40, 5, new Rungs.Bitrates(150_000, 1_000_000));
        Ladder ladder = find(Content.DEAR, limited);
        assertThat(ladder.ceiling()).isEqualTo(Ceiling.BITRATE);
        assertThat(ladder.members().getFirst().point().bitsPerSecond()).isBetween(700_000.0, 1_000_000.0);
        assertThat(find(Content.SHARP, new Rungs(95, 40, 5, new Rungs.Bitrates(150_000, 9e6)))
                        .ceiling())
                .isEqualTo(Ceiling.NONE);
    }

    @Test
    void whatTheSourceCannotReachIsSaid() throws Exception {
        assertThat(find(Content.SHARP, new Rungs(100, 40, 5, new Rungs.Bitrates(150_000, Double.POSITIVE_INFINITY)))
                        .ceiling())
                .isEqualTo(Ceiling.SOURCE);
        assertThat(find(Content.SHARP, Rungs.USUAL).ceiling()).isEqualTo(Ceiling.NONE);
    }

    @Test
    void limitsShapeTheRungs() throws Exception {
        assertThat(find(Content.DEAR, Rungs.USUAL.withAtMost(4)).members()).hasSizeLessThanOrEqualTo(4);
        List<Member> members = find(
                        Content.STEEP, new Rungs(80, 60, 5, new Rungs.Bitrates(1000, Double.POSITIVE_INFINITY)))
                .members();
        assertThat(members.getFirst().point().quality()).isCloseTo(80, within(1.5));
        assertThat(members.getLast().point().quality()).isCloseTo(60, within(2.3));
        assertThat(members).extracting(Member::rung).containsExactly(80.0, 75.0, 70.0, 65.0, 60.0);
    }

    @Test
    void aSourceOfOneSizeIsSearchedToo() throws Exception {
        List<PictureSize> one = List.of(new PictureSize(64, 48));
        Ladder ladder = HullSearch.find(
                        one, Rungs.USUAL, probe -> Optional.of(Content.SHARP.measure(new Probe(SOURCE, probe.crf()))))
                .orElseThrow();
        assertThat(ladder.members().getFirst().point().quality()).isCloseTo(95, within(1.5));
    }

    @Test
    void aClipThatIsTooDearForTheHighestBitrateKeepsItsLeastEncode() throws Exception {
        Rungs one = new Rungs(95, 95, 5, new Rungs.Bitrates(0, 1));
        Ladder ladder = find(Content.DEAR, one);
        assertThat(ladder.ceiling()).isEqualTo(Ceiling.BITRATE);
        assertThat(ladder.members()).hasSize(1);
    }

    @Test
    void encodesThatAreAllAlikeAreOneMember() throws Exception {
        Rungs all = new Rungs(95, 40, 5, new Rungs.Bitrates(0, Double.POSITIVE_INFINITY));
        Ladder ladder = HullSearch.<Exception>find(SIZES, all, probe -> Optional.of(new RateQualityPoint(2000, 97.4)))
                .orElseThrow();
        assertThat(ladder.members()).hasSize(1);
        assertThat(ladder.ceiling()).isEqualTo(Ceiling.NONE);
    }

    @Test
    void aMissingEncodeEndsTheSearch() throws Exception {
        int[] left = {3};
        assertThat(HullSearch.find(
                        SIZES,
                        Rungs.USUAL,
                        probe -> left[0]-- > 0 ? Optional.of(Content.SHARP.measure(probe)) : Optional.empty()))
                .isEmpty();
    }
}
