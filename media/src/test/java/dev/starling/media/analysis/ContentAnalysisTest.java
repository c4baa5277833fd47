package dev.starling.media.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.starling.libav.Colour;
import dev.starling.libav.Frame;
import dev.starling.media.GeneratedPictures;
import dev.starling.media.analysis.ContentAnalysis.Information;
import dev.starling.media.analysis.ContentAnalysis.Luma;
import dev.starling.media.analysis.ContentAnalysis.Motion;
import dev.starling.media.analysis.ContentAnalysis.Texture;
import dev.starling.media.clip.SourceClip;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ContentAnalysisTest {
    private static final int WIDTH = 192;
    private static final int HEIGHT = 128;

    private interface Samples {
        int at(int x, int y, int picture);
    }

    private static ContentAnalysis analyse(int pictures, Samples samples) {
        List<Frame> frames = new ArrayList<>();
        for (int i = 0; i < pictures; i++) {
            Frame frame = Frame.allocate(WIDTH, HEIGHT, Colour.BT601, i * 3600L, 3600);
            for (int y = 0; y < HEIGHT; y++) {
                for (int x = 0; x < WIDTH; x++) {
                    GeneratedPictures.set(frame.luma(), x, y, samples.at(x, y, i));
                }
            }
            GeneratedPictures.flood(frame.cb(), 128);
            GeneratedPictures.flood(frame.cr(), 128);
            frames.add(frame);
        }
        try (SourceClip clip = SourceClip.of(0, frames)) {
            return ContentAnalysis.of(clip);
        }
    }

    private static int pattern(int x, int y) {
        return 120 + (int) (40 * Math.sin(x * 0.21) * Math.cos(y * 0.17) + 30 * Math.sin(x * 0.05 + y * 0.09));
    }

    @Test
    void anEvenPictureHasNothing() {
        ContentAnalysis grey = analyse(9, (x, y, i) -> 126);
        assertThat(grey)
                .isEqualTo(new ContentAnalysis(
                        new Texture(0, 0),
                        new Information(0, 0),
                        new Motion(0, 0, 0),
                        new Luma((126 - 16) / 219.0, 0),
                        0,
                        0,
                        0));
    }

    @Test
    void aSinglePictureDoesNotMove() {
        ContentAnalysis still = analyse(1, (x, y, i) -> pattern(x, y));
        assertThat(still.texture().mean()).isPositive();
        assertThat(still.information().temporal()).isZero();
        assertThat(still.motion().meanLength()).isZero();
        assertThat(still.cut()).isZero();
    }

    @Test
    void aPanIsMeasuredInSharesOfTheWidth() {
        ContentAnalysis pan = analyse(9, (x, y, i) -> pattern(x + 3 * i, y));
        assertThat(pan.motion().meanLength()).isCloseTo(100.0 * 3 / WIDTH, within(0.15));
        assertThat(pan.motion().spread()).isLessThan(0.6);
        assertThat(pan.motion().intraShare()).isLessThan(0.05);
        assertThat(pan.information().temporal()).isPositive();
    }

    @Test
    void whatNothingPredictsIsIntra() {
        SplittableRandom random = new SplittableRandom(3);
        // Noise, then an even picture: its blocks equal their mean, and no vector predicts them.
        ContentAnalysis lull = analyse(2, (x, y, i) -> i == 0 ? random.nextInt(20, 230) : 120);
        assertThat(lull.motion().intraShare()).isEqualTo(1);
    }

    @Test
    void grainIsTheDeviationOfTheNoise() {
        SplittableRandom random = new SplittableRandom(1);
        ContentAnalysis grainy = analyse(2, (x, y, i) -> 120 + (int) Math.rint(4 * random.nextGaussian()));
        // The flattest tenth of the blocks has less noise than all of them.
        assertThat(grainy.grain()).isBetween(2.4, 4.0);
        assertThat(analyse(2, (x, y, i) -> pattern(x, y)).grain()).isLessThan(1);
    }

    @Test
    void lettersLookLikeText() {
        assertThat(analyse(2, (x, y, i) -> (x / 3 + y / 5) % 3 == 0 ? 30 : 220).text())
                .isGreaterThan(0.9);
        assertThat(analyse(2, (x, y, i) -> pattern(x, y)).text()).isLessThan(0.3);
    }

    @Test
    void spatialInformationIsThatOfTheSobelOperator() {
        // A vertical edge of height 100: the two columns beside it have magnitude 400, all others 0.
        double share = 2.0 / (WIDTH - 2);
        double deviation = 400 * Math.sqrt(share * (1 - share));
        assertThat(analyse(2, (x, y, i) -> x < WIDTH / 2 ? 60 : 160)
                        .information()
                        .spatial())
                .isCloseTo(deviation, within(0.01));
    }

    @Test
    void aFlickerIsTemporalInformationAndChangesNoTexture() {
        // Half of the picture becomes brighter by 20: the standard deviation of the change is 10.
        ContentAnalysis flicker = analyse(2, (x, y, i) -> 100 + (i == 1 && x < WIDTH / 2 ? 20 : 0));
        assertThat(flicker.information().temporal()).isCloseTo(10, within(1e-6));
        assertThat(flicker.texture().change()).isCloseTo(0, within(1e-3));
    }

    @Test
    void aCutInsideIsSeenWhereverItIs() {
        ContentAnalysis cut = analyse(16, (x, y, i) -> i < 11 ? pattern(x, y) : 250 - pattern(y, x));
        assertThat(cut.cut()).isGreaterThan(15);
        assertThat(analyse(16, (x, y, i) -> pattern(x + i, y)).cut()).isLessThan(10);
    }

    @Test
    void theTransformIsTheDct() {
        SplittableRandom random = new SplittableRandom(2);
        float[] block = new float[64];
        for (int i = 0; i < block.length; i++) {
            block[i] = random.nextInt(256);
        }
        float[] transformed = block.clone();
        BlockTransform.forward(transformed);
        for (int v = 0; v < 8; v++) {
            for (int u = 0; u < 8; u++) {
                double sum = 0;
                for (int y = 0; y < 8; y++) {
                    for (int x = 0; x < 8; x++) {
                        sum += block[y * 8 + x]
                                * Math.cos((2 * x + 1) * u * Math.PI / 16)
                                * Math.cos((2 * y + 1) * v * Math.PI / 16);
                    }
                }
                double expected = sum / 4 * (u == 0 ? Math.sqrt(0.5) : 1) * (v == 0 ? Math.sqrt(0.5) : 1);
                assertThat(transformed[v * 8 + u]).isCloseTo((float) expected, within(1e-2f));
            }
        }
    }
}
