package dev.starling.media.decoding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.media.decoding.PacketStamp.Access;
import dev.starling.media.decoding.PacketStamp.Medium;
import dev.starling.media.decoding.PacketStamp.Way;
import dev.starling.media.decoding.TimeMapper.Clock;
import dev.starling.media.decoding.TimeMapper.Ending;
import dev.starling.media.decoding.TimeMapper.Losses;
import dev.starling.media.decoding.TimeMapper.Stamps;
import dev.starling.media.decoding.TimeMapper.Streams;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pauses of pictures and sound where decoding times are derived from those of presentation. */
class LateKeysTest {
    private static final long SECOND = 90_000;
    private static final long PICTURE = 3600;
    private static final long FRAME = 1920;
    private static final int VIDEO = 0;
    private static final int SOUND = 1;
    private static final int PICTURES = 250;
    private static final int KEYS_APART = 25;

    /** Of FFmpeg, from pictures that may be reordered. */
    private static List<Long> decodingTimes(List<Long> shown, int reordered) {
        List<Long> times = new ArrayList<>();
        for (int i = 0; i < shown.size(); i++) {
            times.add(i < reordered ? shown.getFirst() - (reordered - i) * PICTURE : shown.get(i - reordered));
        }
        return times;
    }

    @ParameterizedTest
    @CsvSource({
        // before a key picture, off the grid of those before: a recorder paused
        "100, 4.375, 0, 0",
        "100, 4.375, 1, 0",
        "100, 4.375, 2, 0",
        "100, 0.9, 2, 0",
        // before a key picture, on the grid: it is a loss
        "100, 4.4, 2, 110",
        // before another picture
        "110, 4.375, 2, 109",
        "103, 4.375, 2, 109",
        "99, 4.375, 2, 109"
    })
    void aRecorderPausesBeforeAKeyPicture(int picture, double pauseSeconds, int reordered, long expected) {
        long pause = (long) (pauseSeconds * SECOND);
        List<Long> shown = new ArrayList<>();
        for (int i = 0; i < PICTURES; i++) {
            shown.add(i * PICTURE + (i < picture ? 0 : pause));
        }
        List<Long> decoded = decodingTimes(shown, reordered);
        TimeMapper mapper = new TimeMapper(new Clock(0, Stamps.MEANT, Streams.FIXED, Losses.SENSED), stream -> "");
        long sound = 0;
        for (int i = 0; i < PICTURES; i++) {
            mapper.add(new PacketStamp(
                    VIDEO,
                    Medium.PICTURES,
                    i % KEYS_APART == 0 ? Access.KEY : Access.OTHER,
                    i,
                    decoded.get(i),
                    shown.get(i),
                    PICTURE,
                    Way.CLEAR));
            for (; sound < (i + 1) * PICTURE; sound += FRAME) {
                long time = sound + (sound < picture * PICTURE ? 0 : pause);
                mapper.add(new PacketStamp(SOUND, Medium.SOUND, Access.KEY, i, time, time, FRAME, Way.CLEAR));
            }
        }
        mapper.finish(Ending.UNKNOWN);
        assertThat(mapper.missing(VIDEO)).isEqualTo(expected);
    }
}
