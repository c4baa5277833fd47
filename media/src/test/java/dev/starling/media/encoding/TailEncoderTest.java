package dev.starling.media.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.starling.libav.Colour;
import dev.starling.libav.FrameSize;
import dev.starling.libav.Ratio;
import dev.starling.media.GeneratedPictures;
import dev.starling.media.clip.SourceClip;
import dev.starling.media.encoding.MemberDecoder.Report;
import dev.starling.media.encoding.StreamFormat.CodingTool;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TailEncoderTest {
    private static final int PICTURES = 60;
    /** About this many, drawn at random, of each format. */
    private static final int TAILS_OF_A_FORMAT = 5;

    private static final PictureFormat PICTURE_FORMAT =
            new PictureFormat(new FrameSize(192, 112), Colour.BT601, new Ratio(25, 1));
    private static final StreamFormat USUAL = StreamFormat.usual(PICTURE_FORMAT);
    private static final StreamFormat BASELINE =
            new StreamFormat(PICTURE_FORMAT, 0, 2, 3, EnumSet.noneOf(CodingTool.class));
    private static final StreamFormat DEEP = new StreamFormat(
            PICTURE_FORMAT,
            7,
            4,
            4,
            Set.of(CodingTool.B_PYRAMID, CodingTool.CABAC, CodingTool.IMPLICIT_WEIGHTED_BIPREDICTION));

    /** Two scenes, so that tails cross an IDR picture. */
    private SourceClip clip;

    @BeforeAll
    void generate() {
        clip = GeneratedPictures.clip(192, 112, PICTURES, 44);
    }

    @AfterAll
    void release() {
        clip.close();
    }

    private record Made(GopStructure structure, EncodingSettings settings, EncodedClip member) {
        /** The access units at which a tail may begin. */
        List<Integer> points() {
            return IntStream.range(1, member.pictures().size())
                    .filter(i -> member.pictures().get(i).type() == PictureType.P)
                    .boxed()
                    .toList();
        }

        EncodedClip with(EncodedTail tail) {
            List<CodedPicture> spliced = new ArrayList<>(member.pictures().subList(0, tail.from()));
            spliced.addAll(tail.pictures());
            return new EncodedClip(member.configuration(), spliced, member.start(), member.end(), Optional.empty());
        }
    }

    private Made made(StreamFormat format, double crf) {
        GopStructure structure = PictureTypeDecider.decide(clip, format, 1);
        EncodingSettings settings = new EncodingSettings(format, crf, "faster", 1, new TreeMap<>());
        return new Made(structure, settings, ClipEncoder.encode(clip, structure, settings));
    }

    private EncodedTail byZone(Made made, TailPoint point) {
        return ((TailOutcome.Encoded) TailEncoder.byZone(clip, made.structure(), made.settings(), made.member(), point))
                .tail();
    }

    private EncodedTail byReference(Made made, TailPoint point) {
        return ((TailOutcome.Encoded) TailEncoder.byReference(
                        clip,
                        made.structure(),
                        made.settings().withCrf(made.settings().crf() + point.crfStep()),
                        made.member(),
                        point.from()))
                .tail();
    }

    @Test
    void aTailByZoneIsSmallerThanTheRestOfItsMemberAndDecodes() {
        Made made = made(USUAL, 24);
        EncodedTail tail = byZone(made, new TailPoint(made.points().get(3), 10));
        EncodedClip spliced = made.with(tail);
        Report report = MemberDecoder.decode(spliced.configuration(), spliced.pictures(), frame -> {});
        assertThat(report.complaints()).isEmpty();
        assertThat(report.frameCount()).isEqualTo(PICTURES);
        assertThat(spliced.sizeBytes()).isLessThan(made.member().sizeBytes() * 3 / 4);
        assertThat(tail.pictures()).hasSize(PICTURES - tail.from());
    }

    @ParameterizedTest
    @MethodSource("formats")
    void aTailByReferenceIsLikeOneByZoneWhereverItBegins(StreamFormat format) {
        Made made = made(format, 22);
        SplittableRandom random = new SplittableRandom(7);
        for (int from : made.points().stream()
                .filter(it -> random.nextInt(made.points().size()) < TAILS_OF_A_FORMAT)
                .toList()) {
            EncodedClip spliced = made.with(byReference(made, new TailPoint(from, 8)));
            EncodedClip zoned = made.with(byZone(made, new TailPoint(from, 8)));
            assertThat((double) spliced.sizeBytes()).isCloseTo((double) zoned.sizeBytes(), withinPercentage(6));
            double[] psnr = psnr(spliced);
            double[] psnrByZone = psnr(zoned);
            assertThat(mean(psnr)).as("tail from %s", from).isCloseTo(mean(psnrByZone), within(0.3));
            for (int i = 0; i < PICTURES; i++) {
                assertThat(psnr[i]).as("picture %s, tail from %s", i, from).isGreaterThan(psnrByZone[i] - 2.5);
            }
        }
    }

    private static List<StreamFormat> formats() {
        return List.of(USUAL, BASELINE, DEEP);
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }

    /** The tail predicts from what the decoder has: decoded on its own, it gives the same pictures. */
    @Test
    void nothingDriftsBehindATailByReference() {
        Made made = made(USUAL, 18);
        int from = made.points().get(2);
        double[] spliced = psnr(made.with(byReference(made, new TailPoint(from, 16))));
        EncodedClip lower = ClipEncoder.encode(
                clip, made.structure(), made.settings().withCrf(made.settings().crf() + 16));
        double[] pure = psnr(lower);
        for (int i = 0; i < PICTURES; i++) {
            assertThat(spliced[i]).as("picture %s", i).isGreaterThan(pure[i] - 0.5);
        }
    }

    @Test
    void aTailInAnotherFormatIsRefused() {
        Made made = made(USUAL, 22);
        EncodingSettings other = new EncodingSettings(
                new StreamFormat(PICTURE_FORMAT, 3, 3, 1, EnumSet.of(CodingTool.B_PYRAMID)),
                30,
                "faster",
                1,
                new TreeMap<>());
        TailOutcome outcome = TailEncoder.byReference(
                clip, made.structure(), other, made.member(), made.points().get(2));
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        TailOutcome.Refused.class,
                        refused -> assertThat(refused.reason()).contains("parameter sets"));
    }

    @Test
    void aTailThatIsNoPPictureIsRefused() {
        Made made = made(USUAL, 22);
        int b = IntStream.range(1, PICTURES)
                .filter(i -> made.member().pictures().get(i).type() == PictureType.B)
                .findFirst()
                .orElseThrow();
        TailOutcome outcome =
                TailEncoder.byReference(clip, made.structure(), made.settings().withCrf(30), made.member(), b);
        assertThat(outcome).isInstanceOf(TailOutcome.Refused.class);
    }

    private double[] psnr(EncodedClip encoded) {
        List<Double> psnr = new ArrayList<>();
        Report report = MemberDecoder.decode(
                encoded.configuration(),
                encoded.pictures(),
                frame -> psnr.add(GeneratedPictures.psnr(frame, clip.frames().get(psnr.size()))));
        assertThat(report.complaints()).isEmpty();
        assertThat(psnr).hasSize(PICTURES);
        return psnr.stream().mapToDouble(it -> it).toArray();
    }

    @Test
    void aTailIsRefusedIfTheAccessUnitsBeforeItDiffer() {
        Made made = made(USUAL, 24);
        Map<String, String> vbv = new LinkedHashMap<>(made.settings().parameters());
        vbv.put("vbv-maxrate", "20");
        vbv.put("vbv-bufsize", "20");
        X264Session.Request request = new X264Session.Request(PICTURE_FORMAT, "faster", 1, vbv);
        TailOutcome outcome = TailEncoder.byZone(
                clip,
                made.structure(),
                request,
                made.member(),
                new TailPoint(made.points().get(made.points().size() / 2), 12));
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        TailOutcome.Refused.class,
                        refused -> assertThat(refused.reason()).contains("differs from the member's"));
    }

    @Test
    void theSameTailHasTheSameBytes() {
        Made made = made(USUAL, 26);
        TailPoint point = new TailPoint(
                made.points().get(new SplittableRandom(1).nextInt(made.points().size())), 4);
        assertThat(byReference(made, point).pictures())
                .isEqualTo(byReference(made, point).pictures());
    }
}
