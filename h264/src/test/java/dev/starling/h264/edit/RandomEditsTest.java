package dev.starling.h264.edit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.h264.edit.CompatibleStreams.ForEachVariant;
import dev.starling.testkit.Ffmpeg;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Edits with random settings give valid streams: an independent decoder decodes them without complaints. */
class RandomEditsTest {
    private static final List<PictureChoice> CHOICES = List.of(PictureChoice.values());
    private static final int EDITS_PER_VARIANT = 52;
    private static final int EDITS_PER_UNUSUAL_VARIANT = 10;

    /** An edited video and a description of the edit. */
    private record Edited(String how, CodedVideo video) {}

    @ForEachVariant
    void editedVideosDecodeWithoutComplaint(String variant) {
        assertRandomEditsDecode(variant, EDITS_PER_VARIANT);
    }

    @ParameterizedTest
    @MethodSource("dev.starling.h264.edit.CompatibleStreams#unusualVariants")
    void soDoInterlacedOnesAndOtherSampleFormats(String variant) {
        assertRandomEditsDecode(variant, EDITS_PER_UNUSUAL_VARIANT);
    }

    private static void assertRandomEditsDecode(String variant, int count) {
        SplittableRandom random = new SplittableRandom(variant.hashCode());
        List<CodedVideo> members = new ArrayList<>();
        for (int crf : new int[] {20, 26, 32}) {
            members.add(CompatibleStreams.video(variant, crf));
        }
        List<Edited> edits = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            edits.add(edit(members, random));
        }
        assertDecodes(edits);
    }

    private static Edited edit(List<CodedVideo> members, SplittableRandom random) {
        CodedVideo a = members.get(random.nextInt(members.size()));
        CodedVideo b = members.get(random.nextInt(members.size()));
        double weight = random.nextInt(8) == 0 ? 1 : random.nextDouble();
        PictureChoice choice = CHOICES.get(random.nextInt(CHOICES.size()));
        int deltaQp = 1 + random.nextInt(random.nextInt(4) == 0 ? 51 : 12);
        return switch (random.nextInt(8)) {
            case 0 -> new Edited("frames " + weight, Blend.blend(a, b, BlendLevel.FRAME, weight));
            case 1 -> new Edited("slices " + weight, Blend.blend(a, b, BlendLevel.SLICE, weight));
            case 2, 3, 4 -> new Edited("coefficients " + weight, Blend.blend(a, b, BlendLevel.COEFFICIENT, weight));
            case 5 -> {
                // An edit of an edit.
                CodedVideo requantised =
                        Requantisation.requantise(b, picture -> choice.includes(picture) ? deltaQp : 0, weight);
                yield new Edited(
                        choice + " +" + deltaQp + " " + weight + ", then blended",
                        Blend.blend(a, requantised, BlendLevel.COEFFICIENT, weight));
            }
            case 6 ->
                Requantisation.toBudget(a, choice, OptionalInt.of(deltaQp), (long)
                                        ((0.6 + 0.4 * weight) * a.sizeBytes()))
                                instanceof Requantisation.Met met
                        ? new Edited(choice + " to budget", met.video())
                        : new Edited("budget not reached", a);
            default ->
                new Edited(
                        choice + " +" + deltaQp + " " + weight,
                        Requantisation.requantise(a, picture -> choice.includes(picture) ? deltaQp : 0, weight));
        };
    }

    /**
     * Decodes all videos in one run, because starting the decoder takes most of the time. Each starts with an IDR
     * picture.
     */
    private static void assertDecodes(List<Edited> edits) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        edits.forEach(edit -> all.writeBytes(edit.video.toByteArray()));
        Ffmpeg.Decoded decoded = Ffmpeg.decode(all.toByteArray());
        if (!decoded.complaints().isEmpty()) {
            for (Edited edit : edits) {
                assertThat(Ffmpeg.decode(edit.video.toByteArray()).complaints())
                        .as(edit.how)
                        .isEmpty();
            }
        }
        assertThat(decoded.complaints()).isEmpty();
        assertThat(decoded.frameMd5s()).hasSize(CompatibleStreams.FRAMES * edits.size());
        assertThat(decoded.frameMd5s().stream().distinct().count())
                .isGreaterThan(CompatibleStreams.FRAMES * edits.size() / 4);
    }
}
