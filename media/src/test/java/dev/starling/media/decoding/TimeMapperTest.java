package dev.starling.media.decoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.starling.media.decoding.PacketStamp.Access;
import dev.starling.media.decoding.PacketStamp.Medium;
import dev.starling.media.decoding.PacketStamp.Way;
import dev.starling.media.decoding.TimeMapper.Clock;
import dev.starling.media.decoding.TimeMapper.Ending;
import dev.starling.media.decoding.TimeMapper.Losses;
import dev.starling.media.decoding.TimeMapper.Stamps;
import dev.starling.media.decoding.TimeMapper.Streams;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeMapperTest {
    private static final long PERIOD = 1L << 33;
    private static final long SECOND = 90_000;
    private static final long PICTURE = 3600;
    private static final long FRAME = 1920;
    private static final int VIDEO = 0;
    private static final int SOUND = 1;

    private static final Ending DAMAGED_END = new Ending(Way.DAMAGED, PacketStamp.MISSING, 0);

    private final List<PacketStamp> stamps = new ArrayList<>();
    private final long[] packets = new long[2];
    private long position;
    /** To the packets that are added. */
    private Way way = Way.CLEAR;

    /** Interleaved pictures and sound of some length, whose clock starts at {@code start}. */
    private TimeMapperTest record(double seconds, long start) {
        return record(seconds, start, start);
    }

    private TimeMapperTest record(double seconds, long pictures, long sound) {
        long end = (long) (seconds * SECOND);
        long frame = 0;
        for (long time = 0; time < end; time += PICTURE) {
            add(VIDEO, pictures + time, PICTURE);
            for (; frame < time + PICTURE && frame < end; frame += FRAME) {
                add(SOUND, sound + frame, FRAME);
            }
        }
        return this;
    }

    private void add(int stream, long time, long duration) {
        long wrapped = Math.floorMod(time, PERIOD);
        stamps.add(new PacketStamp(
                stream,
                stream == VIDEO ? Medium.PICTURES : Medium.SOUND,
                Access.OTHER,
                position++,
                wrapped,
                wrapped,
                duration,
                way));
        packets[stream]++;
    }

    private TimeMap map() {
        return map(Stamps.RECORDED);
    }

    private TimeMap map(Stamps meaning) {
        TimeMapper mapper = new TimeMapper(new Clock(PERIOD, meaning, Streams.CHANGING, Losses.SENSED), _ -> "");
        stamps.forEach(mapper::add);
        return mapper.finish(Ending.UNKNOWN);
    }

    /** All times of a stream on the common clock, the first of the file at 0. */
    private List<Long> times(TimeMap map, int stream) {
        List<Long> times = new ArrayList<>();
        long first = stamps.getFirst().decodingTime() + map.ticks(stamps.getFirst().stream(), 0);
        for (PacketStamp stamp : stamps) {
            if (stamp.stream() == stream) {
                times.add(stamp.decodingTime() + map.ticks(stream, times.size()) - first);
            }
        }
        return times;
    }

    /** Both streams go on without a pause, and stay in step. */
    private void assertContinuous(TimeMap map) {
        for (int stream : new int[] {VIDEO, SOUND}) {
            long distance = stream == VIDEO ? PICTURE : FRAME;
            List<Long> times = times(map, stream);
            for (int i = 0; i < times.size(); i++) {
                assertThat((double) times.get(i))
                        .as("packet %d of stream %d", i, stream)
                        .isCloseTo((double) i * distance, within((double) PICTURE));
            }
        }
    }

    @Test
    void stampsWithoutAFaultAreKept() {
        assertThat(record(20, 7 * SECOND).map().shifts()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 4 * SECOND, 6 * SECOND, 10 * SECOND, 12 * SECOND, 1000 * SECOND, 86_400 * SECOND})
    void joinedRecordingsGoOnInStep(long second) {
        assertContinuous(record(10, 0).record(10, second).map());
    }

    @Test
    void theClockMayStartAnew() {
        assertContinuous(record(20, PERIOD - 10 * SECOND).record(5, 10 * SECOND).map());
        assertThat(times(map(), VIDEO)).isSorted();
    }

    @Test
    void aWrongStampOfOnePacketMovesNothingElse() {
        record(5, 0);
        add(VIDEO, 77_777_777, PICTURE);
        packets[VIDEO]++;
        int wrong = stamps.size() - 1;
        long after = 5 * SECOND + PICTURE;
        for (long time = after; time < 8 * SECOND; time += PICTURE) {
            add(VIDEO, time, PICTURE);
        }
        List<Long> times = times(map(), VIDEO);
        assertThat(stamps.get(wrong).stream()).isEqualTo(VIDEO);
        for (int i = 0; i < times.size(); i++) {
            assertThat(times.get(i)).isEqualTo(i * PICTURE);
        }
    }

    /** A picture is held from {@code held} for 2 s, and sound pauses for {@code pause} from 4 s on. */
    @ParameterizedTest
    @CsvSource({"2.5, 0.7", "3.5, 0.6", "4.0, 0.9", "4.5, 1.2", "5.3, 1.2", "6.0, 0.8"})
    void soundThatPausesNearAHeldPictureKeepsItsTimes(double held, double pause) {
        for (long time = 0; time < 12 * SECOND; time += FRAME / 8) {
            boolean holds = time > held * SECOND && time < (held + 2) * SECOND;
            if (time % PICTURE == 0 && !holds) {
                add(VIDEO, time, PICTURE);
            }
            if (time % FRAME == 0 && (time < 4 * SECOND || time >= (4 + pause) * SECOND)) {
                add(SOUND, time, FRAME);
            }
        }
        assertThat(map().shifts()).isEmpty();
    }

    @Test
    void soundThatPausesIsNotAJump() {
        record(5, 0);
        for (long time = 5 * SECOND; time < 25 * SECOND; time += PICTURE) {
            add(VIDEO, time, PICTURE);
        }
        record(5, 25 * SECOND);
        assertThat(map().shifts()).isEmpty();
    }

    @Test
    void picturesThatAreHeldWhileSoundGoesOnAreNotAJump() {
        record(5, 0);
        for (long time = 5 * SECOND; time < 65 * SECOND; time += FRAME) {
            add(SOUND, time, FRAME);
        }
        record(5, 65 * SECOND);
        assertThat(map().shifts()).isEmpty();
    }

    @Test
    void aPauseOfAllStreamsIsKeptWhereStampsAreMeant() {
        record(5, 0).record(5, 9 * SECOND);
        assertThat(map(Stamps.MEANT).shifts()).isEmpty();
        assertThat(map(Stamps.RECORDED).shifts()).hasSize(2);
    }

    @Test
    void aStillPictureWithoutSoundIsKeptWhereStampsAreMeant() {
        for (int i = 0; i < 10; i++) {
            add(VIDEO, 120L * i * SECOND, 0);
        }
        assertThat(map(Stamps.MEANT).shifts()).isEmpty();
    }

    /** An encoder looks ahead: what is heard with slow pictures comes long before them in the file, or long after. */
    @ParameterizedTest
    @CsvSource({"50, 20", "20, 12", "10, 5", "-8, 10", "-3, 5", "-9, 20", "0, 30"})
    void slowPicturesNeedNotBeNearTheirSoundInTheFile(int soundAheadSeconds, int seconds) {
        long heard = 0;
        for (int picture = 0; picture < 6; picture++) {
            long shown = (long) picture * seconds * SECOND;
            for (; heard < shown + soundAheadSeconds * SECOND; heard += FRAME) {
                add(SOUND, heard, FRAME);
            }
            add(VIDEO, shown, 0);
        }
        for (; heard < 6L * seconds * SECOND; heard += FRAME) {
            add(SOUND, heard, FRAME);
        }
        assertThat(map(Stamps.MEANT).shifts()).isEmpty();
    }

    /** A cluster of a Matroska file has the time of another one. */
    @ParameterizedTest
    @ValueSource(longs = {0, 2 * SECOND, 5000 * SECOND})
    void aClockThatIsSetForAMomentAndSetBackMovesNothing(long second) {
        record(3.2, 0).record(0.64, second).record(3.2, (long) (3.84 * SECOND));
        assertContinuous(map(Stamps.RECORDED));
        assertContinuous(map(Stamps.MEANT));
    }

    @Test
    void soundThatLeapsAheadAndBackIsInStepAgain() {
        long leap = 7 * SECOND / 10;
        record(3.2, 0);
        record(1.92, (long) (3.2 * SECOND), (long) (3.2 * SECOND) + leap);
        record(3.2, (long) (5.12 * SECOND));
        TimeMap map = map();
        assertThat(times(map, SOUND).getLast()).isEqualTo(stamps.getLast().decodingTime());
        assertThat(map.keeps(VIDEO)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 5000 * SECOND})
    void soundWhoseClockIsSetAloneGoesOnWhereItWas(long second) {
        assertContinuous(record(10, 0).record(10, 10 * SECOND, second).map());
    }

    @ParameterizedTest
    @CsvSource({"0, 2", "0, 3", "0, 96", "0, 1000", "1, 2", "1, 3", "1, 51", "1, 1000"})
    void aStreamWhoseClockIsSetAheadAloneGoesOnWhereItWas(int stream, int seconds) {
        long ahead = seconds * SECOND;
        record(10, 0).record(10, 10 * SECOND + (1 - stream) * ahead, 10 * SECOND + stream * ahead);
        assertContinuous(map(Stamps.RECORDED));
        assertContinuous(map(Stamps.MEANT));
    }

    /** As a muxer writes it: the other stream first comes to its end. */
    @ParameterizedTest
    @CsvSource({"0, 21", "0, 96", "0, 1000", "1, 21", "1, 51", "1, 1000"})
    void aStreamGoesOnWhereItWasThoughPacketsAreSortedByTheirStamps(int stream, int seconds) {
        long ahead = seconds * SECOND;
        record(10, 0).record(10, 10 * SECOND + (1 - stream) * ahead, 10 * SECOND + stream * ahead);
        stamps.sort(Comparator.comparingLong(PacketStamp::decodingTime));
        for (int i = 0; i < stamps.size(); i++) {
            PacketStamp it = stamps.get(i);
            stamps.set(
                    i,
                    new PacketStamp(
                            it.stream(),
                            it.medium(),
                            it.access(),
                            i,
                            it.decodingTime(),
                            it.presentationTime(),
                            it.duration(),
                            it.way()));
        }
        assertContinuous(map(Stamps.MEANT));
    }

    @ParameterizedTest
    @CsvSource({"0, 2", "0, 5", "0, 700", "1, 2", "1, 5", "1, 700"})
    void aHoleOfAnyLengthStaysWhereTheOtherStreamRunsOn(int stream, int seconds) {
        record(5, 0);
        long distance = stream == VIDEO ? FRAME : PICTURE;
        for (long time = 5 * SECOND; time < (5 + seconds) * SECOND; time += distance) {
            add(1 - stream, time, distance);
        }
        record(5, (5 + seconds) * SECOND);
        assertThat(map(Stamps.RECORDED).shifts()).isEmpty();
        assertThat(map(Stamps.MEANT).shifts()).isEmpty();
    }

    @Test
    void picturesThatAreHeldAfterTheEndOfTheSoundAreNotAJump() {
        record(5, 0);
        for (int i = 0; i < 5; i++) {
            add(VIDEO, (5 + 60L * i) * SECOND, 0);
        }
        assertThat(map(Stamps.MEANT).shifts()).isEmpty();
    }

    @Test
    void manyJumpsOfALongTitleDoNotAddUpToAShift() {
        for (int part = 0; part < 60; part++) {
            record(10, part % 2 == 0 ? 100 * SECOND : 7 * SECOND);
        }
        TimeMap map = map();
        List<Long> pictures = times(map, VIDEO);
        List<Long> sound = times(map, SOUND);
        for (int second = 0; second < 600; second++) {
            int part = second / 10;
            long picture = pictures.get(second * 25);
            // A part has 250 pictures and 469 frames, the last of which ends a little later.
            int inPart = second % 10;
            long frame = sound.get((int) (part * 469L + inPart * SECOND / FRAME));
            assertThat((double) picture - frame).isCloseTo(0, within((double) FRAME));
        }
    }

    @Test
    void framesOfSoundThatShareAStampAreInStepThoughTheirDurationIsNotTold() {
        int shared = 8;
        for (int group = 0; group < 10; group++) {
            for (int frame = 0; frame < shared; frame++) {
                long time = SECOND + (long) (group * shared + frame) * FRAME;
                long stamp = frame == 0 ? time : PacketStamp.MISSING;
                stamps.add(new PacketStamp(SOUND, Medium.SOUND, Access.KEY, position, stamp, stamp, 0, Way.CLEAR));
                packets[SOUND]++;
            }
            position++;
        }
        assertThat(map().keeps(SOUND)).isTrue();
    }

    /** The clock did not leap after the frames that share a stamp, though their distance was a guess before. */
    @Test
    void soundThatGoesBackSoonAfterFramesThatShareAStampGoesOn() {
        int shared = 24;
        long back = (long) shared * FRAME - PICTURE;
        for (int frame = 0; frame < 400; frame++) {
            long time = SECOND + frame * FRAME;
            if (frame % 15 == 0) {
                for (int picture = 0; picture < 8; picture++) {
                    add(VIDEO, time + picture * PICTURE, PICTURE);
                }
            }
            long stamp = frame > 0 && frame < shared ? PacketStamp.MISSING : time - (frame < 200 ? 0 : back);
            stamps.add(new PacketStamp(SOUND, Medium.SOUND, Access.KEY, position, stamp, stamp, 0, Way.CLEAR));
            packets[SOUND]++;
            position += frame < shared - 1 ? 0 : 1;
        }
        assertThat(map().shifts()).containsKey(SOUND);
    }

    /** 1024 samples at 44.1 kHz last 2089.8 ticks: stamps are rounded, and errors must not grow. */
    @Test
    void manyGroupsOfFramesWhoseDurationIsAFractionAreInStepThoughOneIsLost() {
        int shared = 16;
        for (int group = 0; group < 400; group++) {
            long start = SECOND + (long) group * shared * 1024 * SECOND / 44_100;
            add(VIDEO, start, PICTURE);
            for (int frame = 0; frame < shared && group != 150; frame++) {
                long stamp = frame == 0 ? start : PacketStamp.MISSING;
                stamps.add(new PacketStamp(SOUND, Medium.SOUND, Access.KEY, position, stamp, stamp, 0, Way.CLEAR));
            }
            position++;
        }
        assertThat(map().shifts()).isEmpty();
    }

    @Test
    void aPictureThatWouldBePresentedLongAfterItsSuccessorsHasAWrongTime() {
        record(5, 0);
        long decoding = 5 * SECOND;
        stamps.add(new PacketStamp(
                VIDEO, Medium.PICTURES, Access.OTHER, position++, decoding, decoding + 40_000_000, PICTURE, Way.CLEAR));
        record(5, decoding + PICTURE);
        TimeMap map = map();
        assertThat(map.isWrong(VIDEO, 125)).isTrue();
        assertThat(map.isWrong(VIDEO, 124)).isFalse();
        assertThat(map.isWrong(VIDEO, 126)).isFalse();
        assertThat(map.shifts()).isEmpty();
        assertThat(map.keeps(VIDEO)).isFalse();
    }

    @Test
    void slowPicturesThatAreReorderedHaveTheirTimes() {
        // One in 20 s, each with a B picture between: presented 40 s after they are decoded.
        for (int i = 0; i < 20; i++) {
            long decoding = 20L * i * SECOND;
            long delay = i % 2 == 0 ? 40 * SECOND : 0;
            stamps.add(new PacketStamp(
                    VIDEO, Medium.PICTURES, Access.OTHER, position++, decoding, decoding + delay, 0, Way.CLEAR));
        }
        for (int i = 0; i < 20; i++) {
            assertThat(map(Stamps.MEANT).isWrong(VIDEO, i)).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({"MEANT, 1.5", "MEANT, 8", "RECORDED, 1.5", "RECORDED, 8"})
    void slowPicturesHaveTheirTimesUpToTheLast(Stamps meaning, double seconds) {
        long step = Math.round(seconds * SECOND);
        for (int i = 0; i < 20; i++) {
            Access access = i == 0 ? Access.KEY : Access.OTHER;
            long decoding = i * step;
            stamps.add(new PacketStamp(
                    VIDEO, Medium.PICTURES, access, position++, decoding, decoding + 2 * step, 0, Way.CLEAR));
        }
        assertThat(map(meaning).keeps(VIDEO)).isTrue();
    }

    /** Slow pictures of a recording, the last but one of which would be presented an hour later. */
    @Test
    void aWrongTimeIsFoundAmongSlowPictures() {
        for (int i = 0; i < 20; i++) {
            long decoding = 3L * i * SECOND;
            long delay = i == 18 ? 3600 * SECOND : 3 * SECOND;
            stamps.add(new PacketStamp(
                    VIDEO, Medium.PICTURES, Access.OTHER, position++, decoding, decoding + delay, 0, Way.CLEAR));
        }
        TimeMap map = map();
        for (int i = 0; i < 20; i++) {
            assertThat(map.isWrong(VIDEO, i)).as("picture %d", i).isEqualTo(i == 18);
        }
    }

    @Test
    void theMapDoesNotDependOnWhenPacketsAreGivenOut() {
        record(10, 0).record(10, 0).record(3, 1000 * SECOND);
        TimeMap expected = map();
        // A demuxer completes a packet when the next one of its stream begins.
        List<PacketStamp> later = new ArrayList<>();
        for (int i = 0; i < stamps.size(); i += 40) {
            List<PacketStamp> some = stamps.subList(i, Math.min(i + 40, stamps.size()));
            some.stream().filter(it -> it.stream() == SOUND).forEach(later::add);
            some.stream().filter(it -> it.stream() == VIDEO).forEach(later::add);
        }
        stamps.clear();
        stamps.addAll(later);
        assertThat(map()).isEqualTo(expected);
    }

    /** Its DTS goes on: only the presentation time is wrong. */
    @ParameterizedTest
    @ValueSource(ints = {1, 8, 500})
    void aKeyPictureThatWouldBePresentedTooEarlyMovesNothing(int picturesEarly) {
        record(5, 100 * SECOND);
        long decoding = 105 * SECOND;
        long presentation = decoding - picturesEarly * PICTURE;
        stamps.add(
                new PacketStamp(VIDEO, Medium.PICTURES, Access.KEY, position++, decoding, presentation, 0, Way.CLEAR));
        record(5, decoding + PICTURE);
        assertThat(map().shifts()).isEmpty();
    }

    /** As after a loss, and before another recording: few packets follow, and not at equal distances. */
    @Test
    void aWrongPresentationTimeIsFoundThoughPacketsAreLostAndTheRecordingEnds() {
        record(5, 0);
        long decoding = 5 * SECOND;
        stamps.add(new PacketStamp(
                VIDEO, Medium.PICTURES, Access.OTHER, position++, decoding, decoding + 2 * SECOND, 0, Way.CLEAR));
        for (int picture : new int[] {1, 2, 14, 15, 16}) {
            add(VIDEO, decoding + picture * PICTURE, 0);
            add(SOUND, decoding + picture * PICTURE, 0);
        }
        record(5, 1000 * SECOND);
        assertThat(map().isWrong(VIDEO, 125)).isTrue();
    }

    private long missing(Stamps meaning) {
        return missing(meaning, Ending.UNKNOWN);
    }

    private long missing(Stamps meaning, Ending ending) {
        return read(new Clock(PERIOD, meaning, Streams.CHANGING, Losses.SENSED), ending)
                .missing(VIDEO);
    }

    /** In a recording whose packets are counted. */
    private long missingAsCounted() {
        return read(new Clock(PERIOD, Stamps.RECORDED, Streams.CHANGING, Losses.COUNTED), Ending.UNKNOWN)
                .missing(VIDEO);
    }

    private TimeMapper read(Clock clock, Ending ending) {
        TimeMapper mapper = new TimeMapper(clock, _ -> "");
        stamps.forEach(mapper::add);
        mapper.finish(ending);
        return mapper;
    }

    @Test
    void nothingIsMissingWithoutAHoleNorBetweenRecordings() {
        record(10, 0).record(10, 1000 * SECOND).record(10, 1005 * SECOND);
        assertThat(missing(Stamps.RECORDED)).isZero();
        assertThat(missingAsCounted()).isZero();
        assertThat(missing(Stamps.MEANT)).isZero();
    }

    /** Sound is missing too. */
    @Test
    void picturesThatAreMissingTogetherWithSoundAreCounted() {
        record(10, 0).record(10, 10 * SECOND + 7 * PICTURE);
        assertThat(missing(Stamps.MEANT)).isEqualTo(7);
        assertThat(missing(Stamps.RECORDED)).isEqualTo(7);
    }

    /** Voice codecs send a frame now and then in silence. */
    @Test
    void pausesOfDiscontinuousSoundTellOfNoMissingPictures() {
        for (int second = 0; second < 20; second++) {
            long start = second * SECOND;
            record(0.5, start);
            for (int i = 13; i < 25; i++) {
                if (second % 5 != 0 || i < 15 || i > 20) {
                    add(VIDEO, start + i * PICTURE, PICTURE);
                }
            }
        }
        assertThat(missing(Stamps.MEANT)).isZero();
    }

    @Test
    void pausesOfSoundTellOfNoMissingPicturesWherePicturesAreHeld() {
        recordWithHeldPictures();
        record(1, 40 * SECOND).record(1, 42 * SECOND);
        assertThat(missing(Stamps.MEANT)).isZero();
    }

    private void recordWithHeldPictures() {
        for (int i = 0; i < 20; i++) {
            record(1, 2L * i * SECOND);
            for (long time = 2L * i * SECOND + SECOND; time < 2L * (i + 1) * SECOND; time += FRAME) {
                add(SOUND, time, FRAME);
            }
        }
    }

    @Test
    void aPictureThatIsHeldWhileSoundGoesOnIsNotFollowedByMissingOnes() {
        recordWithHeldPictures();
        assertThat(missing(Stamps.MEANT)).isZero();
        assertThat(missing(Stamps.RECORDED)).isZero();
        assertThat(missingAsCounted()).isZero();
    }

    @Test
    void picturesAreMissingWhereTheDemuxerMetDamage() {
        recordWithHeldPictures();
        way = Way.DAMAGED;
        record(1, 40 * SECOND + 5 * PICTURE);
        assertThat(missing(Stamps.MEANT)).isEqualTo(30);
    }

    @Test
    void aRareHoleInASteadyRecordingIsCountedThoughNothingElseTells() {
        for (int i = 0; i < 1000; i++) {
            add(VIDEO, (i < 500 ? i : i + 3) * PICTURE, 0);
        }
        assertThat(missing(Stamps.RECORDED)).isEqualTo(3);
        assertThat(missing(Stamps.MEANT)).isZero();
    }

    /** All streams jump, and the clock is closed. */
    @Test
    void picturesAreMissingWhereAllStreamsJumpAndTheDemuxerMetDamage() {
        record(10, 0);
        way = Way.DAMAGED;
        record(1, 15 * SECOND);
        way = Way.CLEAR;
        record(9, 16 * SECOND);
        record(10, 30 * SECOND);
        assertThat(missing(Stamps.RECORDED)).isEqualTo(125);
        assertThat(missingAsCounted()).isEqualTo(125);
    }

    /** Another recording's frames of sound are not on the grid of those before. */
    @Test
    void aRecordingThatBeginsLaterIsNotMissingPictures() {
        record(10, 0);
        long start = 10 * SECOND + 7 * PICTURE + FRAME / 3;
        stamps.add(new PacketStamp(VIDEO, Medium.PICTURES, Access.KEY, position++, start, start, 0, Way.DAMAGED));
        record(10, start + PICTURE);
        assertThat(missing(Stamps.RECORDED)).isZero();
        assertThat(missingAsCounted()).isZero();
        assertThat(missing(Stamps.MEANT)).isEqualTo(7);
    }

    /** Pictures up to a key picture are lost; the sound runs on, so no recording ended, unless that is announced. */
    @ParameterizedTest
    @CsvSource({"DAMAGED, 25", "DAMAGED_AND_ANNOUNCED, 0"})
    void picturesBeforeAKeyPictureAreMissingWhereOnlySoundIsWhole(Way before, long expected) {
        record(4, 0);
        for (long time = 4 * SECOND; time < 5 * SECOND; time += FRAME) {
            add(SOUND, time, FRAME);
        }
        stamps.add(new PacketStamp(
                VIDEO, Medium.PICTURES, Access.KEY, position++, 5 * SECOND, 5 * SECOND, PICTURE, before));
        for (long time = 5 * SECOND; time < 9 * SECOND; time += PICTURE) {
            add(SOUND, time, PICTURE);
            add(VIDEO, time + PICTURE, PICTURE);
        }
        assertThat(missing(Stamps.RECORDED)).isEqualTo(expected);
        assertThat(missingAsCounted()).isEqualTo(expected);
    }

    private void addKey(long time) {
        stamps.add(new PacketStamp(VIDEO, Medium.PICTURES, Access.KEY, position++, time, time, PICTURE, way));
    }

    /**
     * Whole segments of a live stream are lost: all streams jump to a key picture, on the grids from before. Where
     * nothing else tells of a loss, or a start is announced, or sound leaves its grid, recordings were joined.
     */
    @ParameterizedTest
    @CsvSource({"DAMAGED, 0, 150", "DAMAGED, 500, 0", "ANNOUNCED, 0, 0", "DAMAGED_AND_ANNOUNCED, 0, 0", "CLEAR, 0, 0"})
    void segmentsAreMissingWherePicturesAndSoundStayOnTheirGrids(Way after, long off, long expected) {
        record(10, 0);
        way = after;
        addKey(16 * SECOND + off);
        add(SOUND, 16 * SECOND + off, FRAME);
        way = Way.CLEAR;
        record(5, 16 * SECOND + PICTURE + off, 16 * SECOND + FRAME + off);
        assertThat(missing(Stamps.RECORDED)).isEqualTo(expected);
        assertThat(missingAsCounted()).isEqualTo(expected);
    }

    /** Sound with stamps that jitter is never on a grid: nothing tells a join from a loss, however long it lasts. */
    @Test
    void soundWithoutAGridTellsNoLossThoughItIsLong() {
        int pictures = 10_500;
        for (int i = 0; i < 2 * pictures; i++) {
            int joined = i < pictures ? 0 : 6 * 25;
            long time = (i + joined) * PICTURE;
            way = i == pictures ? Way.DAMAGED : Way.CLEAR;
            if (i == pictures) {
                addKey(time);
            } else {
                add(VIDEO, time, PICTURE);
            }
            add(SOUND, time + i % 3 * FRAME / 4, PICTURE);
        }
        assertThat(missing(Stamps.RECORDED)).isZero();
        assertThat(missingAsCounted()).isZero();
    }

    /** The clock of both leaps by whole pictures, but not by whole frames. */
    @Test
    void aJoinOffTheGridOfSoundIsNoLoss() {
        record(10, 0);
        way = Way.DAMAGED;
        addKey(16 * SECOND);
        add(SOUND, 16 * SECOND + FRAME / 3, FRAME);
        way = Way.CLEAR;
        record(5, 16 * SECOND + PICTURE, 16 * SECOND + FRAME + FRAME / 3);
        assertThat(missing(Stamps.RECORDED)).isZero();
        assertThat(missingAsCounted()).isZero();
    }

    /** A clock that was set by a minute may stay on all grids, and a packet may be lost near. */
    @Test
    void aClockThatIsSetNearALossIsNoLossOfThatTime() {
        record(8, 0);
        way = Way.DAMAGED;
        record(0.1, 68 * SECOND);
        way = Way.CLEAR;
        record(8, 68 * SECOND + 3 * PICTURE, 68 * SECOND + 5 * FRAME);
        assertThat(missing(Stamps.RECORDED)).isZero();
        assertThat(missingAsCounted()).isZero();
    }

    /** The continuity counter may agree after a loss. */
    @Test
    void picturesBeforeAKeyPictureAreMissingWhereSoundRunsOnUndisturbed() {
        record(8, 0);
        for (long time = 8 * SECOND; time < 8 * SECOND + 8 * PICTURE; time += FRAME) {
            add(SOUND, time, FRAME);
        }
        addKey(8 * SECOND + 8 * PICTURE);
        record(10, 8 * SECOND + 9 * PICTURE, 8 * SECOND + 8 * PICTURE);
        assertThat(missing(Stamps.RECORDED)).isEqualTo(8);
    }

    /** A torn picture tells only in an even stream, as this one is. */
    @ParameterizedTest
    @CsvSource({"CLEAR, CLEAR, 0", "CLEAR, DAMAGED, 0", "TORN, CLEAR, 7", "DAMAGED, CLEAR, 7"})
    void picturesAreMissingWhereTheirOwnPacketsAreLost(Way pictures, Way sound, long expected) {
        record(8, 0);
        way = sound;
        for (long time = 8 * SECOND; time < 8 * SECOND + 7 * PICTURE; time += FRAME) {
            add(SOUND, time, FRAME);
        }
        way = pictures;
        add(VIDEO, 8 * SECOND + 7 * PICTURE, PICTURE);
        way = Way.CLEAR;
        record(8, 8 * SECOND + 8 * PICTURE);
        assertThat(missingAsCounted()).isEqualTo(expected);
    }

    /** Where packets were lost before they were counted, silence tells in an even stream. */
    @ParameterizedTest
    @CsvSource({"true, CLEAR, 7", "true, DAMAGED, 7", "false, CLEAR, 0", "false, DAMAGED, 7"})
    void picturesAreMissingTogetherWithSound(boolean even, Way sound, long expected) {
        long more = even ? 0 : PICTURE / 2;
        for (int second = 0; second < 10; second++) {
            record(1, second * (SECOND + more));
        }
        long hole = 10 * SECOND + 9 * more;
        add(VIDEO, hole + 7 * PICTURE, PICTURE);
        way = sound;
        add(SOUND, hole + 7 * PICTURE, FRAME);
        way = Way.CLEAR;
        record(8, hole + 8 * PICTURE);
        assertThat(missingAsCounted()).isEqualTo(expected);
    }

    /** A recording may begin with a key picture. */
    @Test
    void aPauseOfBothBeforeAKeyPictureIsNoLoss() {
        record(8, 0);
        addKey(8 * SECOND + 7 * PICTURE);
        record(8, 8 * SECOND + 8 * PICTURE, 8 * SECOND + 7 * PICTURE);
        assertThat(missingAsCounted()).isZero();
    }

    /** Nothing tells how long the frames of the first packet last. */
    @Test
    void theFirstFramesThatShareAStampAreNoSilence() {
        for (int group = 0; group < 8; group++) {
            for (int frame = 0; frame < 16; frame++) {
                long stamp = frame == 0 ? 16 * FRAME * group : PacketStamp.MISSING;
                stamps.add(new PacketStamp(SOUND, Medium.SOUND, Access.KEY, position, stamp, stamp, 0, Way.CLEAR));
            }
            position++;
        }
        for (int picture = 0; picture < 60; picture++) {
            add(VIDEO, (picture < 3 ? picture : picture + 5) * PICTURE, PICTURE);
        }
        assertThat(missing(Stamps.RECORDED)).isZero();
    }

    @ParameterizedTest
    @CsvSource({"DAMAGED, 47", "CLEAR, 0"})
    void soundIsMissingWhereTheDemuxerMetDamage(Way after, long expected) {
        record(3.2, 0);
        for (long time = (long) (3.2 * SECOND); time < (long) (4.2 * SECOND); time += PICTURE) {
            add(VIDEO, time, PICTURE);
        }
        way = after;
        record(0.64, (long) (4.2 * SECOND));
        for (Losses losses : Losses.values()) {
            Clock clock = new Clock(PERIOD, Stamps.RECORDED, Streams.CHANGING, losses);
            assertThat(read(clock, Ending.UNKNOWN).missing(SOUND)).isEqualTo(expected);
        }
    }

    private long missing(Ending ending) {
        TimeMapper mapper = new TimeMapper(new Clock(0, Stamps.MEANT, Streams.FIXED, Losses.SENSED), _ -> "");
        stamps.forEach(mapper::add);
        mapper.finish(ending);
        long missing = mapper.missing(VIDEO);
        assertThat(mapper.end(VIDEO)).isEqualTo(10 * SECOND + missing * PICTURE);
        return missing;
    }

    @ParameterizedTest
    @CsvSource({
        "DAMAGED, 12, 3,     50", // the bytes after the last packet may be two seconds
        "DAMAGED, 12, 0.5,   50", // their bitrate may be low
        "DAMAGED, 12, 0,     0", //  nothing is left of the file
        "DAMAGED, 10, 3,     0", //  all is there
        "DAMAGED, 10.08, 3,  0", //  muxers round
        "CLEAR,   12, 3,     0", //  a claim is a hint
        "DAMAGED, -1, 3,     0" //   nothing is claimed
    })
    void picturesThatAreLostBeforeTheEndAreMissing(
            Way end, double claimedSeconds, double unreadSeconds, long expected) {
        for (long time = 0; time < 10 * SECOND; time += PICTURE) {
            add(VIDEO, time, PICTURE);
        }
        long claimed = claimedSeconds < 0 ? PacketStamp.MISSING : Math.round(claimedSeconds * SECOND);
        assertThat(missing(new Ending(end, claimed, Math.round(unreadSeconds * SECOND))))
                .isEqualTo(expected);
    }

    /** The last packet's duration is not that of the pictures: their number comes from their usual distance. */
    @Test
    void aMissingEndIsAsLongAsItsPictures() {
        long last = 10 * SECOND - PICTURE;
        for (long time = 0; time < last; time += PICTURE) {
            add(VIDEO, time, PICTURE);
        }
        add(VIDEO, last, 100);
        TimeMapper mapper = new TimeMapper(new Clock(0, Stamps.MEANT, Streams.FIXED, Losses.SENSED), _ -> "");
        stamps.forEach(mapper::add);
        mapper.finish(new Ending(Way.DAMAGED, 11 * SECOND, SECOND));
        assertThat(mapper.end(VIDEO)).isEqualTo(11 * SECOND);
        assertThat(mapper.missing(VIDEO)).isEqualTo(26);
    }

    /** Sound may go on for a tenth of its length, within 1 and 5 s. */
    @ParameterizedTest
    @CsvSource({"4, 10, 150", "4, 4.96, 0", "4, 5.2, 30", "20, 21.9, 0", "20, 24, 100", "100, 104.8, 0", "100, 106, 150"
    })
    void picturesAreMissingWhereSoundRunsOnToTheEnd(double pictures, double sound, long expected) {
        record(pictures, 0);
        for (long time = Math.round(pictures * SECOND / FRAME) * FRAME; time < sound * SECOND; time += FRAME) {
            add(SOUND, time, FRAME);
        }
        assertThat(missing(Stamps.RECORDED)).isCloseTo(expected, within(1L));
        assertThat(missing(Stamps.MEANT)).isZero();
    }

    private static PacketStamp damaged(PacketStamp it) {
        return new PacketStamp(
                it.stream(),
                it.medium(),
                it.access(),
                it.position(),
                it.decodingTime(),
                it.presentationTime(),
                it.duration(),
                Way.DAMAGED);
    }

    /** A timeline that was written has the end that was meant, unless the file is damaged there. */
    @ParameterizedTest
    @CsvSource({"2, 0", "3.5, 150", "7, 150"})
    void theEndOfAWrittenTimelineIsMissingWhereItIsDamaged(double damagedSeconds, long expected) {
        record(4, 0);
        for (long time = 4 * SECOND; time < 10 * SECOND; time += FRAME) {
            add(SOUND, time, FRAME);
        }
        long damaged = Math.round(damagedSeconds * SECOND);
        stamps.replaceAll(it -> it.decodingTime() / FRAME == damaged / FRAME ? damaged(it) : it);
        assertThat(missing(Stamps.MEANT)).isCloseTo(expected, within(1L));
    }

    /** The last picture may last as long as others did, or as its packet tells. */
    @ParameterizedTest
    @CsvSource({"10, 0, 28, 0", "10, 0, 35, 1", "10, 30, 45, 0"})
    void aSlideIsHeldToTheEndOfTheSound(long distance, long lastDuration, long sound, long expected) {
        add(VIDEO, 0, 0);
        add(VIDEO, distance * SECOND, 0);
        add(VIDEO, 2 * distance * SECOND, lastDuration * SECOND);
        for (long time = 0; time < sound * SECOND; time += FRAME) {
            add(SOUND, time, FRAME);
        }
        assertThat(missing(Stamps.MEANT, DAMAGED_END)).isEqualTo(expected);
    }

    /** Pictures were lost for 8 s: none was held so long, so those of the last 6 s are lost, too. */
    @Test
    void aLossDoesNotExcuseAMissingEnd() {
        record(10, 0);
        long time = 10 * SECOND / FRAME * FRAME + FRAME;
        for (; time < 18 * SECOND; time += FRAME) {
            add(SOUND, time, FRAME);
        }
        way = Way.DAMAGED;
        addKey(18 * SECOND);
        way = Way.CLEAR;
        long frames = time;
        record(30, 18 * SECOND + PICTURE, frames);
        for (time = frames + 30 * SECOND / FRAME * FRAME + FRAME; time < 54 * SECOND; time += FRAME) {
            add(SOUND, time, FRAME);
        }
        assertThat(missing(Stamps.RECORDED)).isCloseTo((8 + 6) * 25, within(3L));
        assertThat(missingAsCounted()).isCloseTo((8 + 6) * 25, within(3L));
    }

    @Test
    void aSinglePictureIsHeldToTheEndOfTheSound() {
        add(VIDEO, 0, 0);
        for (long time = 0; time < 100 * SECOND; time += FRAME) {
            add(SOUND, time, FRAME);
        }
        assertThat(missing(Stamps.MEANT, DAMAGED_END)).isZero();
    }

    @Test
    void picturesThatEndBeforeTheSoundAreNotMissing() {
        record(10, 0);
        for (long time = 10 * SECOND; time < 11 * SECOND; time += FRAME) {
            add(SOUND, time, FRAME);
        }
        assertThat(missing(new Ending(Way.DAMAGED, 11 * SECOND, SECOND))).isZero();
    }

    @Test
    void irregularPicturesHaveNoHoles() {
        long time = 0;
        for (int i = 0; i < 1000; i++) {
            add(VIDEO, time, 0);
            time += PICTURE * (1 + i * 7 % 3);
        }
        assertThat(missing(Stamps.RECORDED)).isZero();
        assertThat(missingAsCounted()).isZero();
    }

    /** Four packets of each picture have one stamp: headers, and the picture itself. */
    @Test
    void partsOfAPictureTakeNoTime() {
        for (long time = 0; time < 4 * SECOND; time += PICTURE) {
            for (int part = 0; part < 4; part++) {
                add(VIDEO, time, PICTURE);
            }
            add(SOUND, time, PICTURE);
        }
        TimeMap map = map();
        for (long picture = 0; picture < 400; picture++) {
            assertThat(map.ticks(VIDEO, picture)).isZero();
        }
        assertThat(map.repeated(VIDEO)).isZero();
    }

    /** All of the sound has one stamp: frames follow each other. */
    @Test
    void soundWhoseClockStandsStillHasNoStamps() {
        for (int picture = 0; picture < 100; picture++) {
            add(VIDEO, picture * PICTURE, PICTURE);
            add(SOUND, 0, 0);
        }
        TimeMap map = map(Stamps.MEANT);
        assertThat(map.standsStill(SOUND, 0)).isFalse();
        assertThat(map.standsStill(SOUND, 1)).isTrue();
        assertThat(map.standsStill(SOUND, 99)).isTrue();
        assertThat(map.keeps(VIDEO)).isTrue();
    }

    /** The clock of pictures stands for eight of them and goes on where it stood; sound runs on. */
    @Test
    void picturesStayInStepWithSoundIfTheirClockStoodStill() {
        for (int picture = 0; picture < 100; picture++) {
            int counted = picture < 50 ? picture : Math.max(50, picture - 7);
            add(VIDEO, counted * PICTURE, PICTURE);
            add(SOUND, picture * PICTURE, PICTURE);
        }
        TimeMap map = map();
        assertThat(map.standsStill(VIDEO, 50)).isFalse();
        assertThat(map.standsStill(VIDEO, 57)).isTrue();
        assertThat(map.standsStill(VIDEO, 58)).isFalse();
        assertThat(map.ticks(VIDEO, 50)).isZero();
        assertThat(map.ticks(VIDEO, 58)).isEqualTo(7 * PICTURE);
        assertThat(map.keeps(SOUND)).isTrue();
    }

    @Test
    void twoPicturesMayHaveOneStamp() {
        for (int picture = 0; picture < 100; picture++) {
            add(VIDEO, (long) picture / 2 * 2 * PICTURE, 0);
        }
        assertThat(map().keeps(VIDEO)).isTrue();
    }
}
