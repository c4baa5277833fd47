package dev.starling.swarm.steer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class LevelsTest {
    @Test
    void wholeMembersAreAlwaysAllowed() {
        assertThat(Levels.parse("slice, coefficient").allowed())
                .containsExactly(BlendLevel.GOP, BlendLevel.SLICE, BlendLevel.COEFFICIENT);
        assertThat(Levels.parse("gop,frame,slice,coefficient")).isEqualTo(Levels.ALL);
    }

    @Test
    void anUnknownLevelIsToldWithTheKnownOnes() {
        assertThatThrownBy(() -> Levels.parse("gop,row"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no level is called \"row\"; there are gop, frame, slice, coefficient");
    }
}
