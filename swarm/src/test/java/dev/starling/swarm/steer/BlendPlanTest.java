package dev.starling.swarm.steer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starling.swarm.steer.BlendPlan.Span;
import dev.starling.swarm.title.BlendGroupId;
import dev.starling.swarm.title.ClusterId;
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
        assertThat(plan.spans())
                .containsExactly(new Span(HIGH, 0, 20), new Span(MIDDLE, 20, 30), new Span(LOW, 30, 50));
        assertThat(plan.accessUnits()).isEqualTo(50);
        assertThat(plan.memberAt(19)).isEqualTo(HIGH);
        assertThat(plan.memberAt(20)).isEqualTo(MIDDLE);
        assertThat(plan.memberAt(49)).isEqualTo(LOW);
    }

    @Test
    void goingDownEarlierThanPlannedReplacesThePlan() {
        BlendPlan plan = BlendPlan.down(GROUP, HIGH, 30, MIDDLE, 50);
        assertThat(plan.downFrom(10, LOW).spans()).containsExactly(new Span(HIGH, 0, 10), new Span(LOW, 10, 50));
        assertThat(plan.downFrom(10, MIDDLE).spans()).containsExactly(new Span(HIGH, 0, 10), new Span(MIDDLE, 10, 50));
        assertThat(plan.downFrom(40, MIDDLE)).isEqualTo(plan);
        assertThat(plan.downFrom(0, LOW)).isEqualTo(BlendPlan.whole(GROUP, LOW, 50));
        assertThat(plan.downFrom(50, LOW)).isEqualTo(plan);
    }

    @Test
    void spansWithGapsAreNoPlan() {
        assertThatThrownBy(() -> new BlendPlan(GROUP, List.of())).hasMessageContaining("at least one");
        assertThatThrownBy(() -> new BlendPlan(GROUP, List.of(new Span(HIGH, 1, 2))))
                .hasMessageContaining("gap");
        assertThatThrownBy(() -> new BlendPlan(GROUP, List.of(new Span(HIGH, 0, 2), new Span(LOW, 3, 4))))
                .hasMessageContaining("gap");
        assertThatThrownBy(() -> new BlendPlan(GROUP, List.of(new Span(HIGH, 0, 2), new Span(HIGH, 2, 4))))
                .hasMessageContaining("repetition");
        assertThatThrownBy(() -> new Span(HIGH, 2, 2)).hasMessageContaining("not a span");
    }
}
