package dev.starling.farm.encode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.farm.store.ContentKey;
import dev.starling.farm.task.ClipFacts;
import dev.starling.media.encoding.GopStructure;
import dev.starling.media.encoding.PictureType;
import dev.starling.swarm.profile.FixedProfiles;
import dev.starling.swarm.profile.PictureSize;
import dev.starling.swarm.profile.Profile;
import dev.starling.swarm.profile.RateControl;
import dev.starling.swarm.profile.Tuning.Preset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TailPlanTest {
    private static final int TICKS = 3600;
    private static final TailPlan EMERGENCY = new TailPlan(TailRule.of(TailMode.EMERGENCY));
    private static final double BITS_PER_SECOND = 2e6;

    /**
     * Pictures at 25 a second, in display order: an IDR picture where a multiple of {@code group}, else {@code BBP}.
     */
    private static GopStructure types(int pictures, int group) {
        List<PictureType> types = new ArrayList<>();
        for (int i = 0; i < pictures; i++) {
            int inGroup = i % group;
            boolean last = inGroup == group - 1 || i == pictures - 1;
            types.add(inGroup == 0 ? PictureType.IDR : inGroup % 3 == 0 || last ? PictureType.P : PictureType.B);
        }
        return new GopStructure(types);
    }

    private static ClipFacts clip(int pictures) {
        return new ClipFacts(0, 0, (long) pictures * TICKS, pictures, true, ContentKey.of("pixels"));
    }

    private static Profile.H264 profile(double crf) {
        Profile.H264 any = FixedProfiles.forSource(new PictureSize(1280, 720), Preset.MEDIUM, 23)
                .getFirst();
        return new Profile.H264(
                any.pictureSize(), any.structuralGenes(), new RateControl.ConstantRateFactor(crf), any.tuning());
    }

    private static List<TailPlan.Point> points(TailPlan plan, int pictures, double bitsPerSecond) {
        return plan.points(clip(pictures), types(pictures, pictures), profile(23), bitsPerSecond);
    }

    @Test
    void longerClipsHaveMoreTails() {
        assertThat(points(EMERGENCY, 50, BITS_PER_SECOND))
                .extracting(TailPlan.Point::from)
                .containsExactly(25);
        assertThat(points(EMERGENCY, 100, BITS_PER_SECOND))
                .extracting(TailPlan.Point::from)
                .containsExactly(34, 67);
        assertThat(points(EMERGENCY, 150, BITS_PER_SECOND)).hasSizeBetween(3, 4);
        assertThat(points(EMERGENCY, 8, BITS_PER_SECOND)).isEmpty();
    }

    @Test
    void smallMembersHaveNone() {
        assertThat(points(EMERGENCY, 100, 150e3)).isEmpty();
        assertThat(points(new TailPlan(new TailRule(TailMode.EMERGENCY, 0)), 100, 150e3))
                .isNotEmpty();
        assertThat(points(new TailPlan(TailRule.of(TailMode.NONE)), 100, BITS_PER_SECOND))
                .isEmpty();
    }

    @Test
    void theKindDecidesHowCoarseTheyAreAsFarAsTheScaleGoes() {
        assertThat(points(EMERGENCY, 50, BITS_PER_SECOND))
                .extracting(TailPlan.Point::crfStep)
                .containsExactly(12.0);
        assertThat(points(new TailPlan(TailRule.of(TailMode.NEIGHBOUR)), 50, BITS_PER_SECOND))
                .extracting(TailPlan.Point::crfStep)
                .containsExactly(4.0);
        assertThat(EMERGENCY.points(clip(50), types(50, 50), profile(43), BITS_PER_SECOND))
                .extracting(TailPlan.Point::crfStep)
                .containsExactly(8.0);
        assertThat(EMERGENCY.points(clip(50), types(50, 50), profile(48), BITS_PER_SECOND))
                .isEmpty();
    }

    @Test
    void everyTailBeginsWithAPPictureWellBeforeTheNextIdrPicture() {
        GopStructure types = types(150, 40);
        for (TailPlan.Point point : EMERGENCY.points(clip(150), types, profile(23), BITS_PER_SECOND)) {
            // Before a P picture, all pictures up to the one before its B pictures have been decoded.
            int shown = point.from();
            while (types.types().get(shown) == PictureType.B) {
                shown++;
            }
            assertThat(types.types().get(shown)).isEqualTo(PictureType.P);
            assertThat(types.types().subList(point.from(), Math.min(150, point.from() + 10)))
                    .doesNotContain(PictureType.IDR);
        }
    }
}
