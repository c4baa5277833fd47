package dev.starling.media.decoding;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Stamps are written as in {@link DecodingOrderTest}. */
class DecodingAfterPauseTest {
    @ParameterizedTest
    @CsvSource({
        // Nothing pauses, or nothing is reordered.
        "*0/-1 2/0 1 *3/2 5/3 4,                 -1 0 1 2 3 4",
        "*0 1 2 *90 91 92,                       0 1 2 90 91 92",
        // The decoding times of the pictures after the pause are those of pictures before it.
        "*0/-1 2/0 1 *90/2 92/90 91,             -1 0 1 89 90 91",
        "*0/-2 3/-1 1/0 2/1 *90/2 93/3 91/90 92/91, -2 -1 0 1 88 89 90 91",
        "*0/-2 3/-1 1/0 2/1 *90/2 93/3 91/90 92/91 *190/92 193/93 191/190 192/191,"
                + "                              -2 -1 0 1 88 89 90 91 188 189 190 191",
        // The file has the decoding times.
        "*0/-1 2/0 1 *90/89 92/90 91,            -1 0 1 89 90 91",
        // There is too little time before the first picture after the pause.
        "*0/-2 3/-1 1/0 2/1 *5/2 8/3 6/5 7/6,    -2 -1 0 1 3 4 5 6",
        "*0/-2 3/-1 1/0 *5/1 8/2 9/3 7/5 6,      -2 -1 0 2 3 4 5 6",
        // A picture is held before another one that is no key picture.
        "*0/-1 2/0 1 90/2 92/90 91,              -1 0 1 2 90 91",
        // The next recording starts before the first one ended.
        "*90/89 92/90 91 *0/-1 2/0 1 *50/2 52/50 51, 89 90 91 -1 0 1 49 50 51",
        // Times are unknown.
        "*0/ 2/ 1/ *90/ 92/ 91/,                 / / / / / /",
        // Nothing follows.
        "*0/-1 2/0 1 *90/2,                      -1 0 1 2"
    })
    void theFirstPicturesAfterAPauseAreDecodedAfterIt(String stamps, String expected) {
        DecodingAfterPause pauses = new DecodingAfterPause();
        assertThat(DecodingOrderTest.decodingTimes(stamps, pauses::restored)).isEqualTo(expected);
    }
}
