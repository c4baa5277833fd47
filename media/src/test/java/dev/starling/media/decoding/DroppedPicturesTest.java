package dev.starling.media.decoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class DroppedPicturesTest {
    private final DroppedPictures dropped = new DroppedPictures();
    /** The numbers of the packets that wait, by their stamps. */
    private final Map<Long, Deque<Long>> numbers = new HashMap<>();

    private long number;

    private void send(long... stamps) {
        for (long stamp : stamps) {
            dropped.sent(++number, stamp);
            numbers.computeIfAbsent(stamp, _ -> new ArrayDeque<>()).add(number);
        }
    }

    private void show(long... stamps) {
        for (long stamp : stamps) {
            showFields(stamp, stamp);
        }
    }

    private void showFields(long stamp, long until) {
        dropped.shown(Objects.requireNonNull(numbers.get(stamp)).remove(), until);
    }

    private long atEnd() {
        dropped.end();
        return dropped.count();
    }

    @Test
    void whatComesOutInAnyOrderIsNotDropped() {
        send(0, 3, 1, 2, 6, 4, 5);
        show(0, 1, 2, 6, 3, 5, 4);
        assertThat(atEnd()).isZero();
    }

    @Test
    void whatNeverComesOutIsCounted() {
        send(0, 3, 1, 2, 6, 4, 5);
        show(0, 1, 3, 6);
        assertThat(atEnd()).isEqualTo(3);
    }

    @Test
    void twoPacketsWithOneStampAreTwoPictures() {
        send(0, 1, 1, 2);
        show(0, 1, 2);
        assertThat(atEnd()).isEqualTo(1);
    }

    @Test
    void picturesBeforeTheFirstAreNotCounted() {
        send(5, 6, 10, 7, 8);
        show(10);
        send(9, 11);
        show(11);
        assertThat(atEnd()).isZero();
    }

    @Test
    void theSecondFieldBelongsToThePicture() {
        send(0, 2, 4, 6);
        showFields(0, 4);
        showFields(4, 8);
        assertThat(atEnd()).isZero();
    }

    @Test
    void packetsWhoseStampsAreUnknownOrBeforeTheFirstAreCounted() {
        send(100, 104, AV_NOPTS_VALUE, 3, 108, AV_NOPTS_VALUE);
        show(100, AV_NOPTS_VALUE, 104, 108);
        assertThat(atEnd()).isEqualTo(2);
    }

    @Test
    void aLongStreamIsCountedAsItGoesOn() {
        for (long stamp = 0; stamp < 1000; stamp++) {
            send(stamp);
            if (stamp % 10 != 3) {
                show(stamp);
            }
        }
        assertThat(dropped.count()).isBetween(30L, 100L);
        assertThat(atEnd()).isEqualTo(100);
    }

    @Test
    void aStreamThatGivesNothingAtAllIsNotCountedHere() {
        send(1, 2, 3);
        assertThat(atEnd()).isZero();
    }
}
