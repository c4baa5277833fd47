package dev.starling.media.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starling.h264.syntax.AvcDecoderConfigurationRecord;
import dev.starling.libav.Colour;
import dev.starling.libav.Frame;
import dev.starling.libav.FrameSize;
import dev.starling.libav.MediaException;
import dev.starling.libav.Ratio;
import dev.starling.libav.Scaler;
import dev.starling.media.Bytes;
import dev.starling.media.GeneratedPictures;
import dev.starling.media.clip.SourceClip;
import dev.starling.media.encoding.MemberDecoder.Report;
import dev.starling.media.encoding.StreamFormat.CodingTool;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClipEncoderTest {
    private static final int WIDTH = 192;
    private static final int HEIGHT = 112;
    private static final int PICTURES = 48;
    private static final Ratio RATE = new Ratio(25, 1);
    private static final PictureFormat PICTURE_FORMAT =
            new PictureFormat(new FrameSize(WIDTH, HEIGHT), Colour.BT601, RATE);
    private static final StreamFormat USUAL = StreamFormat.usual(PICTURE_FORMAT);

    /** Two scenes, so that there is an IDR picture inside. */
    private SourceClip clip;

    private GopStructure types;

    @BeforeAll
    void generate() {
        clip = GeneratedPictures.clip(WIDTH, HEIGHT, PICTURES, 30);
        types = PictureTypeDecider.decide(clip, USUAL, 1);
    }

    @AfterAll
    void release() {
        clip.close();
    }

    private static EncodingSettings settings(StreamFormat format, double crf, String preset) {
        return new EncodingSettings(format, crf, preset, 1, new TreeMap<>());
    }

    private EncodedClip encode(double crf) {
        return ClipEncoder.encode(clip, types, settings(USUAL, crf, "faster"));
    }

    @Test
    void aSceneCutInsideTheClipBecomesAnIdrPicture() {
        assertThat(types.types().get(30)).isEqualTo(PictureType.IDR);
        assertThat(types.types()).filteredOn(PictureType.IDR::equals).hasSize(2);
        assertThat(types.types()).contains(PictureType.B, PictureType.P);
    }

    @Test
    void aSceneOfSeveralGroupsDecodes() {
        GopStructure divided = types.divided(12);
        EncodedClip member = ClipEncoder.encode(clip, divided, settings(USUAL, 28, "faster"));
        assertThat(member.pictures()).filteredOn(CodedPicture::keyFrame).hasSizeGreaterThanOrEqualTo(PICTURES / 12);
        Report report = MemberDecoder.decode(member.configuration(), member.pictures(), frame -> {});
        assertThat(report.complaints()).isEmpty();
        assertThat(report.frameCount()).isEqualTo(PICTURES);
    }

    @Test
    void theForcedTypesAreTheTypesOfTheMember() {
        EncodedClip member = encode(28);
        assertThat(member.pictures()).hasSize(PICTURES);
        for (CodedPicture unit : member.pictures()) {
            int index = (int) (unit.presentationTime() / 3600);
            assertThat(unit.type()).isEqualTo(types.types().get(index));
            assertThat(unit.nalRefIdc() == 0 && unit.type() != PictureType.B).isFalse();
        }
    }

    @Test
    void accessUnitsAreLengthPrefixedSlicesOnly() {
        for (CodedPicture unit : encode(28).pictures()) {
            ByteBuffer data = unit.data().buffer();
            int slices = 0;
            while (data.hasRemaining()) {
                int size = data.getInt();
                int nalUnitType = data.get(data.position()) & 0x1f;
                assertThat(nalUnitType).isEqualTo(unit.keyFrame() ? 5 : 1);
                data.position(data.position() + size);
                slices++;
            }
            assertThat(slices).isEqualTo(1);
        }
    }

    @Test
    void decodeTimesRiseAndReorderingFitsTheDelay() {
        EncodedClip member = encode(28);
        List<CodedPicture> units = member.pictures();
        for (int i = 0; i < units.size(); i++) {
            assertThat(units.get(i).decodeTime()).isEqualTo(i * 3600L);
            assertThat(units.get(i).presentationTime() + member.reorderDelay())
                    .isGreaterThanOrEqualTo(units.get(i).decodeTime());
        }
        assertThat(member.start()).isZero();
        assertThat(member.end()).isEqualTo(PICTURES * 3600L);
    }

    @Test
    void theSameInputGivesTheSameBytes() {
        EncodedClip once = encode(26);
        EncodedClip again = encode(26);
        assertThat(again.pictures()).isEqualTo(once.pictures());
        assertThat(again.configuration()).isEqualTo(once.configuration());
        assertThat(encode(27).pictures()).isNotEqualTo(once.pictures());
    }

    @Test
    void theSameInputGivesTheSameBytesWithSeveralThreads() {
        EncodingSettings settings = new EncodingSettings(USUAL, 26, "faster", 2, new TreeMap<>());
        EncodedClip once = ClipEncoder.encode(clip, types, settings);
        EncodedClip again = ClipEncoder.encode(clip, types, settings);
        assertThat(again.pictures()).isEqualTo(once.pictures());
        assertThat(once.cpuTime()).isEmpty();
    }

    @Test
    void lowerCrfIsBetterAndBigger() {
        EncodedClip fine = encode(18);
        EncodedClip coarse = encode(34);
        assertThat(fine.sizeBytes()).isGreaterThan(coarse.sizeBytes() * 2);
        assertThat(meanPsnr(fine)).isGreaterThan(meanPsnr(coarse) + 3);
        assertThat(meanPsnr(coarse)).isGreaterThan(25);
    }

    private double meanPsnr(EncodedClip member) {
        List<Double> psnr = new ArrayList<>();
        MemberDecoder.decode(
                member.configuration(),
                member.pictures(),
                frame -> psnr.add(GeneratedPictures.psnr(frame, clip.frames().get(psnr.size()))));
        return psnr.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }

    @Test
    void decodedPicturesComeInDisplayOrderAtTheirTimes() {
        EncodedClip member = encode(30);
        List<Long> times = new ArrayList<>();
        Report report = MemberDecoder.decode(
                member.configuration(), member.pictures(), frame -> times.add(frame.presentationTime()));
        assertThat(times)
                .isEqualTo(clip.frames().stream().map(Frame::presentationTime).toList());
        assertThat(report.complaints()).isEmpty();
    }

    /** Closing a frame that any thread may read stops all threads, and a picture is closed after every measurement. */
    @Test
    void decodedPicturesAndWhatIsMadeOfThemAreOfOneThread() {
        EncodedClip member = encode(30);
        Thread other = Thread.ofPlatform().unstarted(() -> {});
        List<Boolean> open = new ArrayList<>();
        try (Scaler scaler = new Scaler(WIDTH / 2, HEIGHT / 2)) {
            MemberDecoder.decode(member.configuration(), member.pictures(), frame -> {
                try (Frame scaled = scaler.scale(frame);
                        Frame shared = frame.share()) {
                    for (Frame each : List.of(frame, scaled, shared)) {
                        open.add(each.luma().samples().isAccessibleBy(other));
                    }
                }
            });
        }
        assertThat(open).hasSize(3 * clip.frames().size()).containsOnly(false);
        assertThat(clip.frames().getFirst().luma().samples().isAccessibleBy(other))
                .isTrue();
    }

    /** Formats that differ in slice headers and macroblock syntax. */
    private static StreamFormat format(String name) {
        return switch (name) {
            case "usual" -> USUAL;
            case "no B pictures, one reference" ->
                new StreamFormat(PICTURE_FORMAT, 0, 1, 1, EnumSet.of(CodingTool.CABAC, CodingTool.TRANSFORM_8X8));
            case "B pictures without pyramid, CAVLC, 4x4 transform" ->
                new StreamFormat(PICTURE_FORMAT, 2, 2, 1, EnumSet.noneOf(CodingTool.class));
            case "four slices, five references, long pyramid" ->
                new StreamFormat(PICTURE_FORMAT, 7, 5, 4, EnumSet.allOf(CodingTool.class));
            default -> throw new IllegalArgumentException(name);
        };
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "usual",
                "no B pictures, one reference",
                "B pictures without pyramid, CAVLC, 4x4 transform",
                "four slices, five references, long pyramid"
            })
    void anySpliceOfMembersDecodesWithoutComplaint(String name) {
        StreamFormat format = format(name);
        GopStructure pictures = PictureTypeDecider.decide(clip, format, 1);
        List<EncodedClip> members = IntStream.of(20, 24, 28, 32, 40)
                .mapToObj(crf -> ClipEncoder.encode(clip, pictures, settings(format, crf, "medium")))
                .toList();
        AvcDecoderConfigurationRecord configuration = members.getFirst().configuration();
        assertThat(members).allSatisfy(member -> {
            assertThat(member.configuration()).isEqualTo(configuration);
            assertThat(outline(member)).isEqualTo(outline(members.getFirst()));
        });
        SplittableRandom random = new SplittableRandom(42);
        for (int round = 0; round < 60; round++) {
            boolean freely = round % 2 == 0;
            int member = 0;
            List<CodedPicture> splice = new ArrayList<>();
            for (int i = 0; i < PICTURES; i++) {
                // Half of the splices jump at every picture, the others only move down from time to time.
                member = freely
                        ? random.nextInt(members.size())
                        : Math.min(members.size() - 1, member + (random.nextInt(12) == 0 ? 1 : 0));
                splice.add(members.get(member).pictures().get(i));
            }
            Report report = MemberDecoder.decode(configuration, splice, frame -> {});
            assertThat(report.complaints()).as("splice %d", round).isEmpty();
            assertThat(report.frameCount()).isEqualTo(PICTURES);
        }
    }

    /** Everything that must be equal between members for every picture: all but the data. */
    private static List<String> outline(EncodedClip member) {
        return member.pictures().stream()
                .map(unit ->
                        unit.type() + " " + unit.nalRefIdc() + " " + unit.presentationTime() + " " + unit.decodeTime())
                .toList();
    }

    @Test
    void damageIsHeard() {
        // Shows that the checks above can fail.
        EncodedClip member = encode(28);
        List<CodedPicture> damaged = new ArrayList<>(member.pictures());
        CodedPicture unit = damaged.get(5);
        byte[] data = unit.data().toArray();
        for (int i = data.length / 2; i < data.length; i++) {
            data[i] ^= 0x5a;
        }
        damaged.set(
                5,
                new CodedPicture(
                        Bytes.copyOf(data, 0, data.length),
                        unit.type(),
                        unit.nalRefIdc(),
                        unit.presentationTime(),
                        unit.decodeTime()));
        Report report = MemberDecoder.decode(member.configuration(), damaged, frame -> {});
        assertThat(report.complaintCount()).isPositive();
        assertThat(report.complaints()).isNotEmpty();
    }

    @Test
    void variableFrameRateKeepsEveryTime() {
        long[] durations = {3000, 9000, 1500, 3003, 45_000, 3600, 3600, 90_000, 1, 3600};
        List<Frame> frames = new ArrayList<>();
        long time = 900_000;
        for (int i = 0; i < durations.length; i++) {
            frames.add(GeneratedPictures.picture(64, 64, 1, i, time, durations[i]));
            time += durations[i];
        }
        StreamFormat format = StreamFormat.usual(new PictureFormat(new FrameSize(64, 64), Colour.BT601, RATE));
        try (SourceClip variable = SourceClip.of(3, frames)) {
            GopStructure pictures = PictureTypeDecider.decide(variable, format, 1);
            EncodedClip member = ClipEncoder.encode(variable, pictures, settings(format, 26, "faster"));
            List<Long> shown = new ArrayList<>();
            Report report = MemberDecoder.decode(
                    member.configuration(), member.pictures(), frame -> shown.add(frame.presentationTime()));
            assertThat(report.complaints()).isEmpty();
            assertThat(shown)
                    .isEqualTo(frames.stream().map(Frame::presentationTime).toList());
            assertThat(member.start()).isEqualTo(900_000);
            assertThat(member.end()).isEqualTo(time);
        }
    }

    @Test
    void aClipOfOnePictureIsEncoded() {
        try (SourceClip single = GeneratedPictures.clip(WIDTH, HEIGHT, 1, 1)) {
            GopStructure pictures = PictureTypeDecider.decide(single, USUAL, 1);
            EncodedClip member = ClipEncoder.encode(single, pictures, settings(USUAL, 26, "faster"));
            assertThat(pictures).hasToString("I");
            assertThat(member.pictures()).hasSize(1);
            assertThat(member.reorderDelay()).isZero();
        }
    }

    @Test
    void cpuTimeOfOneThreadIsKnown() {
        assertThat(encode(28).cpuTime())
                .hasValueSatisfying(time -> assertThat(time).isPositive());
    }

    @Test
    void anUnknownParameterFailsWithAllParametersAndTheEncodersWords() {
        EncodingSettings settings =
                new EncodingSettings(USUAL, 26, "faster", 1, new TreeMap<>(Map.of("subme", "7", "frobnicate", "9")));
        assertThatThrownBy(() -> ClipEncoder.encode(clip, types, settings))
                .isInstanceOfSatisfying(
                        MediaException.class, e -> assertThat(e.kind()).isEqualTo(MediaException.Kind.ENCODE))
                .hasMessageContaining("frobnicate = 9")
                .hasMessageContaining("subme=7")
                .hasMessageContaining("crf=26");
    }

    @Test
    void aLockedParameterCannotBeTuned() {
        assertThatThrownBy(() -> new EncodingSettings(USUAL, 26, "faster", 1, new TreeMap<>(Map.of("weightp", "2"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("weightp");
        assertThatThrownBy(() -> new EncodingSettings(USUAL, 26, "faster", 1, new TreeMap<>(Map.of("me", "hex:crf=1"))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void everySettingIsInTheCanonicalText() {
        EncodingSettings settings = new EncodingSettings(USUAL, 26.5, "slow", 2, new TreeMap<>(Map.of("aq-mode", "3")));
        assertThat(settings.canonical())
                .contains("192x112", "BT601", "25/1", "slow", "crf=26.5000", "threads=2", "aq-mode=3", "stitchable=1");
        assertThat(settings.withCrf(27).canonical()).isNotEqualTo(settings.canonical());
    }

    @Test
    void theEncoderNamesItsVersion() {
        EncoderVersion version = EncoderVersion.ofLoaded();
        assertThat(version.x264()).matches("core \\d+.*");
        assertThat(version.ffmpeg()).startsWith("8.");
        assertThat(version).isEqualTo(EncoderVersion.ofLoaded());
    }

    @Test
    void theLevelFollowsTheFormat() {
        assertThat(levelIdc(1920, 1080, RATE)).isEqualTo(40);
        assertThat(levelIdc(1920, 1080, new Ratio(60, 1))).isEqualTo(42);
        assertThat(levelIdc(1280, 720, new Ratio(30, 1))).isEqualTo(31);
        assertThat(levelIdc(640, 360, new Ratio(30, 1))).isEqualTo(30);
        assertThat(levelIdc(3840, 2160, new Ratio(60, 1))).isEqualTo(52);
        assertThatThrownBy(() -> levelIdc(20_000, 16, RATE)).isInstanceOf(IllegalArgumentException.class);
    }

    private static int levelIdc(int width, int height, Ratio rate) {
        return StreamFormat.usual(new PictureFormat(new FrameSize(width, height), Colour.BT601, rate))
                .level()
                .levelIdc();
    }

    @Test
    void theLevelIsInTheParameterSetAndNotDecidedByContent() {
        EncodedClip member = encode(10);
        assertThat(member.configuration().profileAndLevel().levelIdc())
                .isEqualTo(USUAL.level().levelIdc());
    }
}
