package dev.starling.lab.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.starling.lab.LabException;
import dev.starling.lab.evaluate.ClusterBootstrap.Estimate;
import dev.starling.lab.evaluate.ClusterBootstrap.Interval;
import dev.starling.lab.learn.PolicyUpdate.Comparison;
import dev.starling.lab.reference.ReferencePlayer;
import dev.starling.lab.trace.BandwidthTrace;
import dev.starling.lab.train.PolicyTraining;
import dev.starling.lab.train.PolicyTraining.Effort;
import dev.starling.lab.train.PolicyTraining.Progress;
import dev.starling.swarm.json.StrictJson;
import dev.starling.swarm.steer.LearnedModel;
import dev.starling.swarm.steer.LivedClip;
import dev.starling.swarm.steer.Network;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PolicyUpdateTest {
    private static final PolicyTraining.Observer NOBODY = new PolicyTraining.Observer() {
        @Override
        public void learned(Progress progress) {}

        @Override
        public void best(LearnedModel model) {}
    };

    private static PolicyUpdate.Outcome update(LearnedModel given) {
        return new PolicyUpdate("telemetry", LivedPopulation.of(16))
                .run(given, List.of(), new Effort(0, 1, 2, 0), 3, NOBODY, () -> true, "test");
    }

    /** A policy that prefers what the shipped one likes least: it has something to learn. */
    private static LearnedModel contrary() {
        LearnedModel shipped = LearnedModel.shipped();
        Network.Form scorer = shipped.scorer();
        return new LearnedModel(
                shipped.format(),
                shipped.version(),
                "contrary",
                shipped.path(),
                new Network.Form(scorer.contexts(), scorer.inputs(), scorer.first(), scorer.second(), turned(scorer)),
                shipped.critic(),
                shipped.known());
    }

    /** The same network with another sign. */
    private static List<Float> turned(Network.Form network) {
        List<Float> parameters = new ArrayList<>(network.parameters());
        int outputs = network.second() + 1;
        parameters.subList(parameters.size() - outputs, parameters.size()).replaceAll(it -> -it);
        return parameters;
    }

    @Test
    void aBadPolicyLearnsFromTheSessionsTheSameEachTime() {
        PolicyUpdate.Outcome learned = update(contrary());
        assertThat(StrictJson.write(update(contrary()).candidate())).isEqualTo(StrictJson.write(learned.candidate()));
        assertThat(learned.refusal()).isEmpty();
        assertThat(learned.comparisons()).extracting(Comparison::on).hasSize(2);
        for (Comparison comparison : learned.comparisons()) {
            assertThat(comparison.sessions()).isEqualTo(4);
            assertThat(comparison.difference().mean()).isGreaterThan(0.2);
            assertThat(comparison.candidate() - comparison.given())
                    .isCloseTo(comparison.difference().mean(), within(1e-9));
        }
    }

    @Test
    void fewViewersTeachNothing() {
        assertThatThrownBy(() -> new PolicyUpdate("t.duckdb", LivedPopulation.of(7)))
                .isInstanceOf(LabException.class)
                .hasMessage("t.duckdb: sessions of 7 viewers with a known path; learning needs 8");
    }

    @Test
    void whatIsClearlyOrCertainlyWorseIsRefused() {
        assertThat(comparison(-0.05, -0.2, 0.1).isWorse()).isFalse();
        assertThat(comparison(-0.05, -0.09, -0.01).isWorse()).isTrue();
        assertThat(comparison(-0.15, -0.5, 0.2).isWorse()).isTrue();
        assertThat(new Comparison("few", 3, 50, 50.05, new Estimate(0.05, Optional.empty())).isWorse())
                .isFalse();
        assertThat(new Comparison("none", 0, Double.NaN, Double.NaN, new Estimate(Double.NaN, Optional.empty()))
                        .isWorse())
                .isTrue();
    }

    private static Comparison comparison(double mean, double low, double high) {
        return new Comparison("held back", 20, 50, 50 + mean, new Estimate(mean, Optional.of(new Interval(low, high))));
    }

    @Test
    void theEstimatePrefersThePolicyThatSuitsThePath() {
        List<LivedSession> sessions = LivedSession.of(LivedPopulation.of(3));
        LivedTitle title = LivedTitle.of(sessions).orElseThrow();
        OffPolicyEstimate estimate = new OffPolicyEstimate(title, LearnedModel.shipped());
        for (LivedSession session : sessions) {
            assertThat(estimate.of(session, LearnedModel.shipped()).orElseThrow())
                    .isGreaterThan(estimate.of(session, contrary()).orElseThrow());
        }
        List<LivedClip> unknown = LivedPopulation.session("new", 1, 6e5, 1);
        assertThat(estimate.of(LivedSession.of(unknown).getFirst(), LearnedModel.shipped()))
                .isEmpty();
    }

    @Test
    void thePathIsThatOfTheRatesThatWereMeasured() {
        List<LivedClip> clips = LivedPopulation.session("v", 8, 6e5, 4);
        BandwidthTrace path = LivedSession.of(clips).getFirst().path().orElseThrow();
        double seconds =
                Duration.between(clips.getFirst().start(), clips.getLast().start())
                                .toMillis()
                        / 1e3;
        assertThat(path.seconds()).isCloseTo(seconds, within(1e-6));
        assertThat(path.bitsPerSecond(0) * ReferencePlayer.PENSIEVE.payloadShare())
                .isCloseTo(clips.get(1).network().bandwidth().orElseThrow().shortBitsPerSecond(), within(1e-6));
        assertThat(LivedSession.of(clips.subList(0, 4)).getFirst().path()).isEmpty();
    }

    @Test
    void aTitleIsWhatItsOffersDescribe() {
        LivedTitle title = LivedTitle.of(LivedSession.of(LivedPopulation.of(2))).orElseThrow();
        assertThat(title.clips()).isEqualTo(LivedPopulation.CLIPS);
        assertThat(title.video().chunks()).isEqualTo(LivedPopulation.CLIPS);
        assertThat(title.video().rungs()).isEqualTo(4);
        for (int rung = 0; rung < 4; rung++) {
            assertThat(title.video().bits(7, rung))
                    .isEqualTo(LivedPopulation.OFFER.get(rung).bits());
            assertThat(title.vmafOf(7, LivedPopulation.OFFER.get(rung).bits()))
                    .isCloseTo(LivedPopulation.OFFER.get(rung).vmaf(), within(1e-9));
        }
        assertThat(title.vmafOf(7, Math.sqrt(6e5 * 1.2e6))).isCloseTo(62.5, within(1e-9));
        List<LivedClip> shortTitle = LivedPopulation.session("v", 5, 6e5, 1);
        LivedTitle repeated =
                LivedTitle.of(LivedSession.of(shortTitle.subList(2, 5))).orElseThrow();
        assertThat(repeated.firstClip()).isEqualTo(2);
        assertThat(repeated.clips()).isEqualTo(3);
        assertThat(repeated.video().chunks()).isEqualTo(24);
        assertThat(LivedTitle.of(LivedSession.of(shortTitle.subList(2, 3)))).isEmpty();
    }
}
