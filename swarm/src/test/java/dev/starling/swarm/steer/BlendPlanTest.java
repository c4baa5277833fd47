package dev.starling.swarm.steer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starling.swarm.steer.BlendPlan.Span;
import dev.starling.swarm.title.BlendGroupId;
import dev.starling.swarm.title.ClusterId;
import dev.starling.swarm.title.Tail;
import java.util.List;
import org.junit.jupiter.api.Test;

class BlendPlanTest {
    private static final BlendGroupId GROUP = new BlendGroupId("g");
    private static final ClusterId HIGH = new ClusterId("high");
    private static final ClusterId MIDDLE = new ClusterId("middle");
    private static final ClusterId LOW = new ClusterId("low");

    @Test
    void aPlanGoesDownAtAnAccessUnit() {
        BlendPlan plan = BlendPlan.whole(GROUP, HIGH, 50).downFrom(20, MIDDLE).downFrom(30, LOW);
        assertThat(plan.spans()).containsExactly(Span.of(HIGH, 0, 20), Span.of(MIDDLE, 20, 30), Span.of(LOW, 30, 50));
        assertThat(plan.accessUnits()).isEqualTo(50);
        assertThat(plan.memberAt(19)).isEqualTo(HIGH);
        assertThat(plan.memberAt(20)).isEqualTo(MIDDLE);
        assertThat(plan.memberAt(49)).isEqualTo(LOW);
    }

    @Test
    void goingDownEarlierThanPlannedReplacesThePlan() {
        BlendPlan plan = BlendPlan.whole(GROUP, HIGH, 50).downFrom(30, MIDDLE);
        assertThat(plan.downFrom(10, LOW).spans()).containsExactly(Span.of(HIGH, 0, 10), Span.of(LOW, 10, 50));
        assertThat(plan.downFrom(10, MIDDLE).spans()).containsExactly(Span.of(HIGH, 0, 10), Span.of(MIDDLE, 10, 50));
        assertThat(plan.downFrom(40, MIDDLE)).isEqualTo(plan);
        assertThat(plan.downFrom(0, LOW)).isEqualTo(BlendPlan.whole(GROUP, LOW, 50));
        assertThat(plan.downFrom(50, LOW)).isEqualTo(plan);
    }

    @Test
    void spansWithGapsAreNoPlan() {
        assertThatThrownBy(() -> new BlendPlan(GROUP, List.of())).hasMessageContaining("at least one");
        assertThatThrownBy(() -> new BlendPlan(GROUP, List.of(Span.of(HIGH, 1, 2))))
                .hasMessageContaining("gap");
        assertThatThrownBy(() -> new BlendPlan(GROUP, List.of(Span.of(HIGH, 0, 2), Span.of(LOW, 3, 4))))
                .hasMessageContaining("gap");
        assertThatThrownBy(() -> new BlendPlan(GROUP, List.of(Span.of(HIGH, 0, 2), Span.of(HIGH, 2, 4))))
                .hasMessageContaining("repetition");
        assertThatThrownBy(() -> Span.of(HIGH, 2, 2)).hasMessageContaining("not a span");
        Tail tail = new Tail(HIGH, 3, 12);
        assertThatThrownBy(() -> new Span(new BlendPlan.OfTail(tail), 2, 4)).hasMessageContaining("is not");
    }

    @Test
    void aTailContinuesOnlyItsMember() {
        Tail tail = new Tail(MIDDLE, 25, 12);
        BlendPlan plan = BlendPlan.whole(GROUP, HIGH, 50).downFrom(20, MIDDLE);
        BlendPlan continued = plan.continuedBy(tail);
        assertThat(continued.spans())
                .containsExactly(
                        Span.of(HIGH, 0, 20), Span.of(MIDDLE, 20, 25), new Span(new BlendPlan.OfTail(tail), 25, 50));
        assertThat(continued.memberAt(30)).isEqualTo(MIDDLE);
        assertThat(continued.downFrom(40, LOW).spans().getLast()).isEqualTo(Span.of(LOW, 40, 50));
        assertThat(continued.downFrom(40, LOW).spanAt(39).tail()).contains(tail);
        assertThatThrownBy(() -> plan.continuedBy(new Tail(MIDDLE, 20, 12))).hasMessageContaining("does not continue");
        assertThatThrownBy(() -> continued.continuedBy(new Tail(MIDDLE, 30, 12)))
                .hasMessageContaining("does not continue");
    }
}
