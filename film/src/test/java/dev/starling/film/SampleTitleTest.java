package dev.starling.film;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.starling.film.Film.Samples;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SampleTitleTest {
    private static final int LUMA = SampleTitle.WIDTH * SampleTitle.HEIGHT;
    private static final int LAST_OF_SUNSET = Scenery.SUNSET_PICTURES - 1;
    private static final int LAST_OF_FLIGHT = LAST_OF_SUNSET + Scenery.FLIGHT_PICTURES;

    private static final SampleTitle TITLE = new SampleTitle(7);

    private static byte[] painted(SampleTitle title, int frame) {
        byte[] picture = new byte[LUMA * 3 / 2];
        MemorySegment all = MemorySegment.ofArray(picture);
        title.painter()
                .paint(
                        frame,
                        new Samples(
                                all.asSlice(0, LUMA),
                                all.asSlice(LUMA, LUMA / 4),
                                all.asSlice(LUMA * 5 / 4, LUMA / 4),
                                SampleTitle.WIDTH,
                                SampleTitle.WIDTH / 2));
        return picture;
    }

    private static double meanLumaDifference(byte[] one, byte[] other) {
        long sum = 0;
        for (int i = 0; i < LUMA; i++) {
            sum += Math.abs((one[i] & 0xff) - (other[i] & 0xff));
        }
        return (double) sum / LUMA;
    }

    @Test
    void theSameSeedGivesTheSameSamplesInWhateverOrderThePicturesArePainted() {
        SampleTitle again = new SampleTitle(7);
        byte[] later = painted(again, LAST_OF_FLIGHT + 20);
        byte[] earlier = painted(again, 12);
        assertThat(painted(TITLE, 12)).isEqualTo(earlier);
        assertThat(painted(TITLE, LAST_OF_FLIGHT + 20)).isEqualTo(later);
        assertThat(again.sound()).isEqualTo(TITLE.sound());
    }

    @Test
    void anotherSeedGivesAnotherTitle() {
        SampleTitle other = new SampleTitle(8);
        assertThat(meanLumaDifference(painted(other, 12), painted(TITLE, 12))).isGreaterThan(5);
    }

    @Test
    void samplesStayInTheLimitedRangeAndUseMostOfIt() {
        for (int frame : new int[] {0, LAST_OF_SUNSET + 30, TITLE.frames() - 1}) {
            byte[] picture = painted(TITLE, frame);
            int[] luma = new int[LUMA];
            for (int i = 0; i < LUMA; i++) {
                luma[i] = picture[i] & 0xff;
            }
            assertThat(Arrays.stream(luma).min().orElseThrow()).isBetween(16, 40);
            assertThat(Arrays.stream(luma).max().orElseThrow()).isBetween(180, 235);
            int[] chroma = new int[LUMA / 2];
            for (int i = 0; i < chroma.length; i++) {
                chroma[i] = picture[LUMA + i] & 0xff;
            }
            assertThat(Arrays.stream(chroma).min().orElseThrow()).isGreaterThanOrEqualTo(16);
            assertThat(Arrays.stream(chroma).max().orElseThrow()).isLessThanOrEqualTo(240);
        }
    }

    @Test
    void theSceneChangesAtItsTwoCutsAndOnlyThere() {
        double inSunset = meanLumaDifference(painted(TITLE, 50), painted(TITLE, 51));
        double atFirstCut = meanLumaDifference(painted(TITLE, LAST_OF_SUNSET), painted(TITLE, LAST_OF_SUNSET + 1));
        double atSecondCut = meanLumaDifference(painted(TITLE, LAST_OF_FLIGHT), painted(TITLE, LAST_OF_FLIGHT + 1));
        // Motion and grain: more than a still, far less than a cut.
        assertThat(inSunset).isBetween(0.5, 6.0);
        assertThat(atFirstCut).isGreaterThan(5 * inSunset);
        assertThat(atSecondCut).isGreaterThan(5 * inSunset);
    }

    @Test
    void skyCarriesGrainThatIsNewInEachPicture() {
        byte[] one = painted(TITLE, 40);
        byte[] next = painted(TITLE, 41);
        double squares = 0;
        int count = 0;
        for (int y = 10; y < 32; y++) {
            for (int x = 528; x < 720; x++) {
                int at = y * SampleTitle.WIDTH + x;
                double change = (one[at] & 0xff) - (next[at] & 0xff);
                // A bird that flies through changes a sample by far more.
                if (Math.abs(change) <= 8) {
                    squares += change * change;
                    count++;
                }
            }
        }
        // Two independent grains of 1.25 steps differ by √2 times that; clouds add a little.
        assertThat(Math.sqrt(squares / count)).isCloseTo(1.8, within(0.4));
        assertThat(count).isGreaterThan(22 * 192 / 2);
    }

    @Test
    void soundLastsAsLongAsThePicturesFillsBothEarsAndNeverClips() {
        float[] sound = TITLE.sound();
        assertThat(sound).hasSize((int) Math.round(TITLE.seconds() * Soundtrack.SAMPLE_RATE) * Soundtrack.CHANNELS);
        double[] squares = new double[2];
        float loudest = 0;
        for (int i = 0; i < sound.length; i++) {
            squares[i % 2] += (double) sound[i] * sound[i];
            loudest = Math.max(loudest, Math.abs(sound[i]));
        }
        assertThat(loudest).isBetween(0.5f, 0.9f);
        for (double sum : squares) {
            assertThat(Math.sqrt(2 * sum / sound.length)).isBetween(0.02, 0.3);
        }
        assertThat(Math.abs(sound[0])).isLessThan(0.001f);
        assertThat(Math.abs(sound[sound.length - 1])).isLessThan(0.001f);
    }

    @Test
    void thereIsNoPictureBeyondTheLast() {
        assertThatThrownBy(() -> painted(TITLE, TITLE.frames())).isInstanceOf(IndexOutOfBoundsException.class);
    }
}
