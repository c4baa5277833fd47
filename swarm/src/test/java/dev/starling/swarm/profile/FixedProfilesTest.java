package dev.starling.swarm.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starling.swarm.profile.Tuning.Preset;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FixedProfilesTest {
    @ParameterizedTest
    @CsvSource({
        "1920, 1080, 1920x1080 1280x720 854x480",
        "1280, 720, 1280x720 854x480 640x360",
        "854, 480, 854x480 640x360 428x240",
        "640, 480, 640x480 480x360 320x240",
        "1080, 1920, 1080x1920 720x1280 480x854",
        "1440, 1080, 1440x1080 960x720 640x480",
        "200, 150, 200x150",
        "64, 64, 64x64"
    })
    void sizesStartAtTheSourceAndKeepItsShape(int width, int height, String sizes) {
        List<Profile.H264> profiles =
                FixedProfiles.forSource(new PictureSize(width, height), Preset.MEDIUM, FixedProfiles.BEST_CRF);
        assertThat(profiles.stream().map(it -> it.pictureSize().toString()).distinct())
                .containsExactly(sizes.split(" "));
        assertThat(profiles).hasSize(sizes.split(" ").length * FixedProfiles.CRF_STEPS.size());
    }

    @Test
    void neighboursCanBeBlended() {
        List<Profile.H264> profiles =
                FixedProfiles.forSource(new PictureSize(1920, 1080), Preset.MEDIUM, FixedProfiles.BEST_CRF);
        assertThat(profiles.get(0).blendsWith(profiles.get(2))).isTrue();
        assertThat(profiles.get(2).blendsWith(profiles.get(3))).isFalse();
        List<Double> crf = FixedProfiles.CRF_STEPS;
        assertThat(IntStream.range(1, crf.size()).mapToObj(i -> crf.get(i) - crf.get(i - 1)))
                .allSatisfy(step -> assertThat(step).isPositive().isLessThanOrEqualTo(4));
    }

    @Test
    void genesStayWithinTheirBounds() {
        assertThatThrownBy(() -> new RateControl.ConstantRateFactor(64)).hasMessageContaining("crf");
        Profile.H264 h264 = FixedProfiles.forSource(new PictureSize(64, 64), Preset.MEDIUM, FixedProfiles.BEST_CRF)
                .getFirst();
        assertThatThrownBy(() -> new Profile.H264(
                        h264.pictureSize(),
                        h264.structuralGenes(),
                        new RateControl.ConstantRateFactor(52),
                        h264.tuning()))
                .hasMessage("crf must be within 0.0 … 51.0: 52.0");
        assertThatThrownBy(() -> new RateControl.ConstantRateFactor(Double.NaN)).hasMessageContaining("crf");
        assertThatThrownBy(() -> new PictureSize(1921, 1080)).hasMessageContaining("1921x1080");
    }
}
