package dev.starling.farm.encode;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DamageTest {
    private static final double PICTURE_END = 2;

    private static Damage ofSoundEnd(double seconds) {
        return new Damage(50, 0, 0, 0, PICTURE_END, 0, OptionalDouble.of(seconds));
    }

    @Test
    void soundThatIsCutIsTold() {
        Damage damage = ofSoundEnd(5);
        assertThat(damage.isNone()).isFalse();
        assertThat(damage).hasToString("picture ends at 2.00 s, sound at 5.00 s: 3.00 s of sound are cut");
    }

    @Test
    void guessedTimesAreTold() {
        Damage damage = new Damage(50, 0, 0, 40, PICTURE_END, 0, OptionalDouble.of(PICTURE_END));
        assertThat(damage.isNone()).isFalse();
        assertThat(damage).hasToString("40 times guessed, picture ends at 2.00 s, sound at 2.00 s");
    }

    @Test
    void damagedPacketsAreTold() {
        assertThat(new Damage(50, 1, 0, 0, PICTURE_END, 0, OptionalDouble.empty()))
                .hasToString("1 packet damaged, picture ends at 2.00 s");
        assertThat(new Damage(50, 1, 2, 1, PICTURE_END, 0, OptionalDouble.empty()))
                .hasToString("3 packets damaged, 1 time guessed, picture ends at 2.00 s");
    }

    @Test
    void soundThatEndsEarlyIsTold() {
        Damage damage = ofSoundEnd(1);
        assertThat(damage.isNone()).isFalse();
        assertThat(damage).hasToString("picture ends at 2.00 s, sound at 1.00 s");
    }

    @ParameterizedTest
    @ValueSource(doubles = {1.6, 2, 2.4})
    void tracksThatEndTogetherAreNotWorthALine(double soundEnd) {
        assertThat(ofSoundEnd(soundEnd).isNone()).isTrue();
    }

    @Test
    void aTitleWithoutSoundIsNotWorthALine() {
        assertThat(new Damage(50, 0, 0, 0, PICTURE_END, 0, OptionalDouble.empty()).isNone())
                .isTrue();
    }
}
