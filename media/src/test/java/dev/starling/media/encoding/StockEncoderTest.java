package dev.starling.media.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starling.libav.MediaException;
import dev.starling.libav.Ratio;
import dev.starling.media.GeneratedPictures;
import dev.starling.media.clip.SourceClip;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StockEncoderTest {
    private static final int PICTURES = 50;
    private static final Ratio RATE = new Ratio(25, 1);

    private SourceClip clip;

    @BeforeAll
    void generate() {
        clip = GeneratedPictures.clip(192, 112, PICTURES, PICTURES);
    }

    @AfterAll
    void release() {
        clip.close();
    }

    private static double kilobitsPerSecond(EncodedClip encoded) {
        return encoded.pictures().stream().mapToInt(it -> it.data().size()).sum() * 8 / 1000.0 / 2;
    }

    private static int decoded(EncodedClip encoded) {
        MemberDecoder.Report report = MemberDecoder.decode(encoded.configuration(), encoded.pictures(), picture -> {});
        assertThat(report.complaints()).isEmpty();
        return report.frameCount();
    }

    @Test
    void aLowerQualityTakesFewerBits() {
        EncodedClip good = StockEncoder.atQuality(clip, RATE, "medium", Map.of(), 24);
        EncodedClip poor = StockEncoder.atQuality(clip, RATE, "medium", Map.of(), 34);
        assertThat(kilobitsPerSecond(poor)).isLessThan(0.7 * kilobitsPerSecond(good));
        assertThat(decoded(good)).isEqualTo(PICTURES);
    }

    @Test
    void furtherParametersReachTheEncoder() {
        EncodedClip usual = StockEncoder.atQuality(clip, RATE, "medium", Map.of(), 28);
        EncodedClip plain = StockEncoder.atQuality(clip, RATE, "medium", Map.of("psy", "0", "aq-mode", "0"), 28);
        assertThat(plain.pictures()).isNotEqualTo(usual.pictures());
        assertThatThrownBy(() -> StockEncoder.atQuality(clip, RATE, "medium", Map.of("frobnicate", "1"), 28))
                .isInstanceOf(MediaException.class)
                .hasMessageContaining("frobnicate");
    }
}
