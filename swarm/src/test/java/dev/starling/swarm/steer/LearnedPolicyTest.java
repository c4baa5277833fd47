package dev.starling.swarm.steer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starling.swarm.json.StrictJson;
import dev.starling.swarm.steer.LearnedModel.Range;
import dev.starling.swarm.steer.WayValues.Moves;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class LearnedPolicyTest {
    private static final LearnedModel SHIPPED = LearnedModel.shipped();
    private static final Outlook.Choices CHOICES =
            Outlook.Choices.of(4, new double[] {1e6, 3e6, 9e6}, new double[] {45, 70, 92});

    private static String json(LearnedModel model) {
        return new String(StrictJson.write(model), StandardCharsets.UTF_8);
    }

    private static Policy read(String json) {
        return PolicyReader.read(json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aFileGivesTheSameModel() {
        assertThat(((LearnedPolicy) read(json(SHIPPED))).model()).isEqualTo(SHIPPED);
        assertThat(read(new String(StrictJson.write(PolicySettings.DEFAULT), StandardCharsets.UTF_8)))
                .isEqualTo(StaticPolicy.DEFAULT);
    }

    @Test
    void badFilesAreNamedInOneLine() {
        String good = json(SHIPPED);
        assertRefused(good.substring(0, good.length() / 2), "not JSON at line");
        assertRefused(good.replace(LearnedModel.FORMAT, "model"), "format must be starling-policy or");
        assertRefused(good.replace("\"version\" : 1", "\"version\" : 2"), "version 2 is newer than this Starling");
        assertRefused(good.replaceFirst("\"parameters\" : \\[ [^,]*,", "\"parameters\" : [ \"NaN\","), "");
        assertRefused(good.replaceFirst("\"parameters\" : \\[ [^,]*,", "\"parameters\" : ["), "parameters for");
        assertRefused(good.replaceFirst("\"inputs\" : \\d+", "\"inputs\" : 9"), "");
    }

    private static void assertRefused(String json, String message) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .contains(message)
                .hasLineCount(1);
    }

    private static CandidateScorer scorer(LearnedModel model, double bitsPerSecond) {
        CandidateScorer scorer =
                new CandidateScorer(new LearnedNetworks(model), Collections.nCopies(20, CHOICES), 0.08, Moves.NEVER);
        scorer.before(3, new RateHistory.Path(bitsPerSecond, bitsPerSecond, 0, 0.4));
        return scorer;
    }

    @Test
    void aFastPathGetsTheBestAndASlowOneTheSmallest() {
        CandidateScorer fast = scorer(SHIPPED, 8e6);
        assertThat(fast.score(9e6, 92, 20, 90)).isGreaterThan(fast.score(3e6, 70, 20, 90));
        CandidateScorer slow = scorer(SHIPPED, 0.35e6);
        assertThat(slow.score(1e6, 45, 5, 45)).isGreaterThan(slow.score(9e6, 92, 5, 45));
    }

    @Test
    void whatIsUnlikeTrainingIsNotKnown() {
        CandidateScorer scorer = scorer(SHIPPED, 1e6);
        scorer.score(3e6, 70, 12, 65);
        assertThat(scorer.known()).isTrue();
        List<Range> narrow = SHIPPED.known().stream()
                .map(it -> new Range(it.most(), it.most()))
                .toList();
        CandidateScorer strange = scorer(
                new LearnedModel(
                        SHIPPED.format(),
                        SHIPPED.version(),
                        SHIPPED.madeBy(),
                        SHIPPED.path(),
                        SHIPPED.scorer(),
                        SHIPPED.critic(),
                        narrow),
                1e6);
        strange.score(3e6, 70, 12, 65);
        assertThat(strange.known()).isFalse();
    }

    @Test
    void moreBufferIsWorthMoreAfterACollapse() {
        CandidateScorer.States states = scorer(SHIPPED, 1e6).states(5, new RateHistory.Path(0.4e6, 0.8e6, -1, 0.6));
        assertThat(states.worth(16, 70)).isGreaterThan(states.worth(4, 70));
    }
}
