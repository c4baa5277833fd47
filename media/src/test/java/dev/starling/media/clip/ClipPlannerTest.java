package dev.starling.media.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starling.libav.Colour;
import dev.starling.libav.Frame;
import dev.starling.libav.FrameSize;
import dev.starling.media.GeneratedPictures;
import dev.starling.media.clip.ClipPlanner.PlannedClip;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ClipPlannerTest {
    private static final int PICTURES_PER_SECOND = 25;
    private static final long PICTURE_TICKS = 90_000 / PICTURES_PER_SECOND;
    private static final int LOOK_AHEAD = 6;

    /** The clips of a title whose scenes start at the given picture numbers. */
    private List<PlannedClip> plan(int pictures, Integer... sceneStarts) {
        return plan(signatures(pictures, sceneStarts));
    }

    private List<FrameSignature> signatures(int pictures, Integer... sceneStarts) {
        TreeSet<Integer> starts = new TreeSet<>(List.of(sceneStarts));
        List<FrameSignature> signatures = new ArrayList<>();
        for (int i = 0; i < pictures; i++) {
            int scene = starts.headSet(i, true).size();
            signatures.add(signature(scene, i));
        }
        return signatures;
    }

    /** By scene and picture. The motion reverses every second, so that only a few pictures are painted. */
    private final Map<Integer, FrameSignature> signatures = new HashMap<>();

    private FrameSignature signature(int scene, int picture) {
        int phase = Math.abs(picture % (2 * PICTURES_PER_SECOND) - PICTURES_PER_SECOND);
        return signatures.computeIfAbsent(scene * 100 + phase, _ -> {
            try (Frame frame = GeneratedPictures.picture(64, 48, scene, phase, 0, 1)) {
                return FrameSignature.of(frame);
            }
        });
    }

    private static List<PlannedClip> plan(List<FrameSignature> signatures) {
        return plan(ClipLengths.DEFAULT, signatures);
    }

    private static List<PlannedClip> plan(ClipLengths lengths, List<FrameSignature> signatures) {
        ClipPlanner planner = new ClipPlanner(lengths, new SceneCutDetector(LOOK_AHEAD));
        List<PlannedClip> clips = new ArrayList<>();
        for (int i = 0; i < signatures.size(); i++) {
            planner.add(signatures.get(i), i * PICTURE_TICKS);
            for (var clip = planner.next(); clip.isPresent(); clip = planner.next()) {
                clips.add(clip.get());
            }
        }
        long end = signatures.size() * PICTURE_TICKS;
        for (Optional<PlannedClip> clip = planner.next(end); clip.isPresent(); clip = planner.next(end)) {
            clips.add(clip.get());
        }
        return clips;
    }

    private static List<Integer> starts(List<PlannedClip> clips) {
        return clips.stream().map(clip -> (int) clip.firstPicture()).toList();
    }

    @Test
    void aSceneWithoutCutsIsCutEveryFiveSeconds() {
        List<PlannedClip> clips = plan(14 * PICTURES_PER_SECOND);
        assertThat(starts(clips)).containsExactly(0, 125, 250);
        assertThat(clips).noneMatch(PlannedClip::startsAtSceneCut);
    }

    @Test
    void clipsStartAtSceneCutsThatAreInReach() {
        List<PlannedClip> clips = plan(370, 40, 110, 160, 310);
        assertThat(starts(clips)).containsExactly(0, 40, 110, 160, 310);
        assertThat(clips.subList(1, 5)).allMatch(PlannedClip::startsAtSceneCut);
    }

    @Test
    void aCutFurtherThanTheLongestClipIsReachedInTwoClips() {
        assertThat(starts(plan(300, 160))).containsExactly(0, 125, 160);
        assertThat(starts(plan(200, 160))).containsExactly(0, 125, 160);
    }

    @Test
    void aCutShortlyAfterTheLongestClipIsReachedInTwoEqualClips() {
        ClipLengths upToTwoSeconds = ClipLengths.between(Duration.ofSeconds(1), Duration.ofSeconds(2));
        assertThat(starts(plan(upToTwoSeconds, signatures(200, 60)))).containsExactly(0, 30, 60, 110, 160);
    }

    @Test
    void theRestOfATitleThatIsTooLongForOneClipIsHalved() {
        assertThat(starts(plan(6 * PICTURES_PER_SECOND))).containsExactly(0);
        assertThat(starts(plan(6 * PICTURES_PER_SECOND + 2))).containsExactly(0, 76);
    }

    @Test
    void aCutTooCloseToTheStartOrTheEndStaysInsideItsClip() {
        assertThat(starts(plan(60, 10))).containsExactly(0);
        assertThat(starts(plan(60, 50))).containsExactly(0);
    }

    @Test
    void aFlashDoesNotCut() {
        List<FrameSignature> signatures = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            // A flash of three pictures.
            boolean flash = i >= 40 && i < 43;
            signatures.add(signature(flash ? 9 : 1, i));
        }
        assertThat(starts(plan(signatures))).containsExactly(0);
    }

    @Test
    void aFadeDoesNotCut() {
        List<FrameSignature> signatures = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            try (Frame frame = Frame.allocate(64, 48, Colour.BT601, 0, 1)) {
                GeneratedPictures.flood(frame.luma(), 16 + i);
                GeneratedPictures.flood(frame.cb(), 128);
                GeneratedPictures.flood(frame.cr(), 128);
                signatures.add(FrameSignature.of(frame));
            }
        }
        assertThat(starts(plan(signatures))).containsExactly(0);
    }

    @Test
    void everyTitleIsCoveredWithoutGapsByClipsOfAdmissibleLength() {
        for (ClipLengths lengths : List.of(
                ClipLengths.DEFAULT,
                ClipLengths.between(Duration.ofSeconds(1), Duration.ofSeconds(2)),
                ClipLengths.between(Duration.ofSeconds(3), Duration.ofSeconds(6)),
                ClipLengths.DEFAULT.usually(Duration.ofSeconds(2)))) {
            everyTitleIsCoveredWithoutGaps(lengths);
        }
    }

    private void everyTitleIsCoveredWithoutGaps(ClipLengths lengths) {
        long shortest = lengths.min().toSeconds() * PICTURES_PER_SECOND;
        long longest = lengths.max().toSeconds() * PICTURES_PER_SECOND;
        SplittableRandom random = new SplittableRandom(7);
        for (int round = 0; round < 60; round++) {
            int pictures = random.nextInt(1, 700);
            Integer[] scenes =
                    random.ints(random.nextInt(0, 12), 0, pictures).boxed().toArray(Integer[]::new);
            TreeSet<Integer> distinct = new TreeSet<>(List.of(scenes));
            List<PlannedClip> clips = plan(lengths, signatures(pictures, distinct.toArray(Integer[]::new)));
            long picture = 0;
            for (PlannedClip clip : clips) {
                assertThat(clip.firstPicture()).isEqualTo(picture);
                assertThat(clip.start()).isEqualTo(picture * PICTURE_TICKS);
                picture += clip.pictureCount();
                assertThat(clip.end()).isEqualTo(picture * PICTURE_TICKS);
                assertThat((long) clip.pictureCount()).isBetween(Math.min(pictures, shortest), longest);
            }
            assertThat(picture).isEqualTo(pictures);
        }
    }

    @Test
    void nothingWaitsLongerThanTheMaximumAndTheMinimumLength() {
        ClipPlanner planner = new ClipPlanner(ClipLengths.DEFAULT, new SceneCutDetector(LOOK_AHEAD));
        FrameSignature still = signature(1, 1);
        int waiting = 0;
        for (int i = 0; i < 1000; i++) {
            planner.add(still, i * PICTURE_TICKS);
            waiting++;
            for (var clip = planner.next(); clip.isPresent(); clip = planner.next()) {
                waiting -= clip.get().pictureCount();
            }
            assertThat(waiting).isLessThanOrEqualTo(7 * PICTURES_PER_SECOND + LOOK_AHEAD + 1);
        }
    }

    @Test
    void lengthsThatCannotBeKeptAreRefused() {
        Duration second = Duration.ofSeconds(1);
        assertThatThrownBy(() -> new ClipLengths(second, second, second)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theUsualLengthIsTheNearestAllowedToFourSeconds() {
        assertThat(usual(1, 6)).isEqualTo(5);
        assertThat(usual(1, 2)).isEqualTo(2);
        assertThat(usual(5, 10)).isEqualTo(5);
    }

    private static long usual(int min, int max) {
        return ClipLengths.between(Duration.ofSeconds(min), Duration.ofSeconds(max))
                .usual()
                .toSeconds();
    }

    @Test
    void clipsOfLargePicturesAreShorterSoThatTheirBytesAreBounded() {
        ClipLengths lengths = ClipLengths.DEFAULT;
        assertThat(lengths.forPictures(new FrameSize(1920, 1080), 60)).isEqualTo(lengths);
        ClipLengths of4k = lengths.forPictures(new FrameSize(3840, 2160), 60);
        assertThat(of4k.max()).isBetween(Duration.ofMillis(1600), Duration.ofMillis(1650));
        assertThat(of4k.usual()).isEqualTo(of4k.max());
        assertThat(of4k.min()).isBetween(Duration.ofMillis(800), Duration.ofMillis(825));
        for (FrameSize size : List.of(new FrameSize(3840, 2160), new FrameSize(8192, 8192), new FrameSize(64, 64))) {
            assertThat(lengths.forPictures(size, 60).pictureBytes(size, 60))
                    .isLessThanOrEqualTo(ClipLengths.MAX_PICTURE_BYTES);
        }
    }
}
