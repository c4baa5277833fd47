package dev.starling.swarm.breed.evolve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

class OperatorBanditTest {
    private static OperatorBandit play(
            OperatorBandit bandit,
            int rounds,
            ToDoubleFunction<MutationOperator> pays,
            Map<MutationOperator, Integer> uses) {
        SplittableRandom random = new SplittableRandom(3);
        OperatorBandit learnt = bandit;
        for (int i = 0; i < rounds; i++) {
            MutationOperator operator = learnt.choose(random);
            uses.merge(operator, 1, Integer::sum);
            learnt = learnt.afterChild(operator, pays.applyAsDouble(operator));
        }
        return learnt;
    }

    @Test
    void everyOperatorIsTriedBeforeAnyIsTriedAgain() {
        Map<MutationOperator, Integer> uses = new EnumMap<>(MutationOperator.class);
        play(OperatorBandit.NEW, MutationOperator.values().length, it -> 1, uses);
        assertThat(uses).hasSize(MutationOperator.values().length);
    }

    @Test
    void whatPaysIsUsedMore() {
        Map<MutationOperator, Integer> uses = new EnumMap<>(MutationOperator.class);
        play(OperatorBandit.NEW, 400, it -> it == MutationOperator.CROSS ? 1e-3 : 2e-4, uses);
        int most = uses.getOrDefault(MutationOperator.CROSS, 0);
        assertThat(uses.entrySet())
                .filteredOn(it -> it.getKey() != MutationOperator.CROSS)
                .allSatisfy(it -> assertThat(it.getValue()).isBetween(5, most / 2));
    }

    @Test
    void whatNoLongerPaysIsForgotten() {
        OperatorBandit learnt = play(
                OperatorBandit.NEW,
                200,
                it -> it == MutationOperator.LEAP ? 1 : 0.1,
                new EnumMap<>(MutationOperator.class));
        Map<MutationOperator, Integer> uses = new EnumMap<>(MutationOperator.class);
        play(learnt, 300, it -> it == MutationOperator.NUDGE ? 1 : 0.1, uses);
        assertThat(uses.getOrDefault(MutationOperator.NUDGE, 0))
                .isGreaterThan(uses.getOrDefault(MutationOperator.LEAP, 0));
    }
}
