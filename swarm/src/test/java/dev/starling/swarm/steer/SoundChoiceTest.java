package dev.starling.swarm.steer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.swarm.title.AudioRendition;
import dev.starling.swarm.title.AudioRenditionId;
import dev.starling.swarm.title.AudioSet;
import dev.starling.swarm.title.AudioTrack;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SoundChoiceTest {
    private static final AudioSet SET = new AudioSet(List.of(rendition(128), rendition(64)));

    /** A second of sound. */
    private static AudioRendition rendition(int kilobits) {
        return new AudioRendition(
                new AudioRenditionId("a-" + kilobits),
                new AudioTrack(1, "en", Optional.empty(), AudioTrack.Role.MAIN),
                AudioRendition.Origin.ENCODED,
                "mp4a.40.2",
                "EZA=",
                1024,
                2,
                0,
                List.of(new AudioRendition.AudioSegment(0, 1, kilobits * 125L)));
    }

    private static NetworkState path(double bitsPerSecond) {
        return new NetworkState(
                bitsPerSecond == 0 ? Optional.empty() : Optional.of(Bandwidth.told(bitsPerSecond)),
                Optional.empty(),
                Optional.empty(),
                OptionalDouble.empty(),
                Optional.empty(),
                Optional.empty(),
                OptionalDouble.empty());
    }

    @ParameterizedTest
    @CsvSource({"0, a-64", "100000, a-64", "500000, a-64", "1000000, a-64", "1024000, a-128", "1e9, a-128"})
    void soundTakesAnEighthOfThePathAtMostIfItCan(double bitsPerSecond, String chosen) {
        assertThat(SoundChoice.of(SET, path(bitsPerSecond)).id().value()).isEqualTo(chosen);
    }

    @Test
    void anUnknownPathGetsTheLowestAndAllOthersFollow() {
        assertThat(SoundChoice.of(SET, NetworkState.UNKNOWN)).isEqualTo(SET.lowest());
        for (double bitsPerSecond : new double[] {0, 1e9}) {
            assertThat(SoundChoice.ranked(SET, path(bitsPerSecond)))
                    .containsExactlyInAnyOrderElementsOf(SET.renditions());
        }
    }
}
