package dev.starling.lab.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.starling.lab.policy.DownMoves;
import dev.starling.lab.policy.RateBased;
import dev.starling.lab.qoe.Qoe;
import dev.starling.lab.trace.BandwidthTrace;
import dev.starling.lab.video.ChunkedVideo;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Chunks of the reference player that go down in flight. */
class DownMovesTest {
    private static final ReferencePlayer PLAYER = ReferencePlayer.PENSIEVE;
    private static final int CHUNKS = 20;

    private static ChunkedVideo video() {
        return new ChunkedVideo(
                4,
                IntStream.range(0, 4)
                        .mapToObj(rung -> new ChunkedVideo.Rung(
                                java.util.Collections.nCopies(CHUNKS, 150_000L << rung),
                                java.util.Collections.nCopies(CHUNKS, 30.0 + 20 * rung)))
                        .toList());
    }

    private static BandwidthTrace randomTrace(Random random) {
        BandwidthTrace.Builder builder = new BandwidthTrace.Builder();
        for (int i = 0; i < 100; i++) {
            builder.add(0.2 + 2 * random.nextDouble(), 1e6 * Math.exp(0.8 * random.nextGaussian()));
        }
        return builder.build();
    }

    @Test
    void withoutAMoveItIsThePlainPlayer() {
        Random random = new Random(1);
        for (int i = 0; i < 20; i++) {
            BandwidthTrace trace = randomTrace(random);
            Playback plain = PLAYER.play(video(), trace, new RateBased());
            Playback moving = PLAYER.play(video(), trace, new RateBased(), (_, chunk) -> chunk.rung());
            assertThat(moving.meanQoe(Qoe.COMYCO_V)).isEqualTo(plain.meanQoe(Qoe.COMYCO_V));
            assertThat(moving.meanQoe(Qoe.LINEAR)).isEqualTo(plain.meanQoe(Qoe.LINEAR));
            assertThat(moving.stallSeconds()).isEqualTo(plain.stallSeconds());
        }
    }

    @Test
    void thePathCarriesWhatIsSent() {
        Random random = new Random(2);
        int moves = 0;
        for (int i = 0; i < 50; i++) {
            BandwidthTrace trace = randomTrace(random);
            DownMoves any = (_, chunk) -> random.nextInt(4) == 0 ? random.nextInt(chunk.rung() + 1) : chunk.rung();
            Playback played = PLAYER.play(video(), trace, _ -> random.nextInt(4), any);
            moves += played.downMoves();
            for (int chunk = 0; chunk < CHUNKS; chunk++) {
                List<ChunkPlan.Span> spans = played.plan(chunk).spans();
                double bits = 0;
                double vmaf = -ChunkPlan.SPLICE_VMAF * (spans.size() - 1);
                for (int span = 0; span < spans.size(); span++) {
                    double until = span + 1 < spans.size() ? spans.get(span + 1).from() : 1;
                    double share = until - spans.get(span).from();
                    assertThat(share).isGreaterThanOrEqualTo(0);
                    bits += share * video().bits(chunk, spans.get(span).rung());
                    vmaf += share * video().vmaf(chunk, spans.get(span).rung());
                }
                assertThat(played.bits(chunk)).isCloseTo(bits, within(1e-3));
                assertThat(played.vmaf(chunk)).isCloseTo(vmaf, within(1e-9));
                // The trace stands still during round trips.
                double from = played.requestSeconds(chunk) - chunk * PLAYER.roundTripSeconds();
                double until = from + played.downloadSeconds(chunk) - PLAYER.roundTripSeconds();
                assertThat((trace.bitsUntil(until) - trace.bitsUntil(from)) * PLAYER.payloadShare())
                        .isCloseTo(bits, within(1.0));
                assertThat(spans.stream().map(ChunkPlan.Span::rung).toList()).isSortedAccordingTo((a, b) -> b - a);
            }
        }
        assertThat(moves).isGreaterThan(300);
    }

    @Test
    void whatIsOnItsWayStaysAsItIs() {
        BandwidthTrace steady = new BandwidthTrace.Builder().add(100, 1e6).build();
        Playback played = PLAYER.play(video(), steady, _ -> 3, (_, _) -> 0);
        // The first decision comes after 0.25 s of the path; a round trip's bits are on their way.
        double sent = 0.33 * 0.95e6 / video().bits(1, 3);
        assertThat(played.plan(1).spans().getLast().rung()).isZero();
        assertThat(played.plan(1).spans().getLast().from()).isBetween(sent, sent + 0.01);
    }

    @Test
    void movesShortenStallsWhenThePathCollapses() {
        BandwidthTrace collapsing =
                new BandwidthTrace.Builder().add(20, 3e6).add(30, 0.25e6).build();
        DownMoves lowest = (_, chunk) -> chunk.recentBitsPerSecond() < 1e6 ? 0 : chunk.rung();
        Playback without = PLAYER.play(video(), collapsing, new RateBased());
        Playback with = PLAYER.play(video(), collapsing, new RateBased(), lowest);
        assertThat(with.stallSeconds()).isLessThan(0.7 * without.stallSeconds());
        assertThat(with.downMoves()).isPositive();
    }
}
