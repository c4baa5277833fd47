package dev.starling.media.decoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;

import org.junit.jupiter.api.Test;

class DroppedPicturesTest {
    private final DroppedPictures dropped = new DroppedPictures();

    private void send(long... stamps) {
        for (long stamp : stamps) {
            dropped.sent(stamp);
        }
    }

    private void show(long... stamps) {
        for (long stamp : stamps) {
            dropped.shown(stamp, stamp);
        }
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
        send(5, 6, 10, 7, 8, 11);
        show(10);
        send(9);
        show(11);
        assertThat(atEnd()).isZero();
    }

    @Test
    void theSecondFieldBelongsToThePicture() {
        send(0, 2, 4, 6);
        dropped.shown(0, 4);
        dropped.shown(4, 8);
        assertThat(atEnd()).isZero();
    }

    @Test
    void packetsWithoutAStampTellNothing() {
        send(AV_NOPTS_VALUE, 1, AV_NOPTS_VALUE);
        show(1, AV_NOPTS_VALUE);
        assertThat(atEnd()).isZero();
    }

    @Test
    void aLongStreamIsCountedAsItGoesOn() {
        for (long stamp = 0; stamp < 1000; stamp++) {
            dropped.sent(stamp);
            if (stamp % 10 != 3) {
                dropped.shown(stamp, stamp);
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
