package dev.starling.farm.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.starling.farm.CpuMeter;
import dev.starling.libav.Frame;
import dev.starling.media.clip.ClipLengths;
import dev.starling.media.clip.ClipReader;
import dev.starling.media.clip.SourceClip;
import dev.starling.media.decoding.MediaLimits;
import dev.starling.media.decoding.VideoReader;
import dev.starling.media.encoding.ClipEncoder;
import dev.starling.media.encoding.CodedPicture;
import dev.starling.media.encoding.GopStructure;
import dev.starling.media.encoding.MemberDecoder;
import dev.starling.media.encoding.PictureType;
import dev.starling.swarm.profile.PictureSize;
import dev.starling.swarm.profile.Profile;
import dev.starling.swarm.profile.RateControl;
import dev.starling.swarm.profile.StructuralGenes;
import dev.starling.swarm.profile.Tuning;
import dev.starling.swarm.title.EncodingCost.Work;
import dev.starling.swarm.title.Quality;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A second of a real scene with much motion, encoded at half its size. */
class SampledMeasurementTest {
    private static final Path VIDEO =
            Path.of(System.getProperty("starling.shared", "../shared"), "clips", "davis_breakdance_854x480_24.mkv");
    private static final int PICTURES = 25;
    private static final PictureSize CODED = new PictureSize(426, 240);
    private static final double BOUND = 0.3;

    private ClipPictures pictures;
    private SourceClip displayed;
    private EncodedMember member;

    @BeforeEach
    void encode() {
        assumeTrue(Files.exists(VIDEO), () -> VIDEO + " is missing");
        SourceFormat format;
        try (ClipReader reader = new ClipReader(VideoReader.open(VIDEO, MediaLimits.DEFAULT, 1), ClipLengths.DEFAULT);
                SourceClip whole = reader.next().orElseThrow()) {
            List<Frame> first = new ArrayList<>();
            whole.frames().subList(0, PICTURES).forEach(it -> first.add(it.share()));
            pictures = new ClipPictures(SourceClip.of(0, first));
            format = new SourceFormat(
                    new PictureSize(whole.width(), whole.height()),
                    reader.reader().info().samples().colour(),
                    reader.reader().info().averageFrameRate(),
                    "test");
        }
        displayed = pictures.inSize(format.displaySize());
        List<PictureType> types = IntStream.range(0, PICTURES)
                .mapToObj(i -> i == 0 ? PictureType.IDR : i % 3 == 0 ? PictureType.P : PictureType.B)
                .toList();
        Profile.H264 profile = new Profile.H264(
                CODED, StructuralGenes.DEFAULT, new RateControl.ConstantRateFactor(30), Tuning.DEFAULT);
        member = EncodedMember.of(
                ClipEncoder.encode(pictures.inSize(CODED), new GopStructure(types), X264.settings(profile, format)));
    }

    @AfterEach
    void release() {
        if (pictures != null) {
            pictures.close();
        }
    }

    private List<Quality> all() {
        var scores = Measurement.measure(displayed, member.configuration(), member.accessUnits(), picture -> true);
        return IntStream.range(0, PICTURES).mapToObj(scores::get).toList();
    }

    private SampledMeasurement.Source source() {
        return new SampledMeasurement.Source(displayed, pictures.inSize(CODED), pictures.motion());
    }

    private MemberDecoder.Report decode(List<CodedPicture> units, Consumer<Frame> frames) {
        return MemberDecoder.decode(member.configuration(), units, frames);
    }

    @Test
    void theMeansOfASampleAreThoseOfAllPictures() {
        List<Quality> all = all();
        List<Quality> sample;
        int scored;
        try (SampledMeasurement measurement = new SampledMeasurement(source())) {
            decode(member.accessUnits(), measurement);
            sample = measurement.qualities();
            scored = measurement.scored();
        }
        Quality expected = Quality.mean(all);
        Quality estimated = Quality.mean(sample);

        assertThat(scored).isBetween(3, PICTURES / 2);
        assertThat(sample).hasSize(PICTURES);
        assertThat(estimated.vmaf()).isCloseTo(expected.vmaf(), within(BOUND));
        assertThat(estimated.vmafNeg()).isCloseTo(expected.vmafNeg(), within(BOUND));
        assertThat(estimated.psnr()).isCloseTo(expected.psnr(), within(0.1));
        assertThat(estimated.ssim()).isCloseTo(expected.ssim(), within(0.005));

        assertThat(correlation(all, sample)).as("of single pictures").isGreaterThan(0.8);
        double everyEighth = IntStream.range(0, PICTURES)
                .filter(i -> i % 8 == 0)
                .mapToDouble(i -> all.get(i).vmaf())
                .average()
                .orElseThrow();
        assertThat(Math.abs(everyEighth - expected.vmaf()))
                .as("the bound is no matter of course: every eighth picture misses it")
                .isGreaterThan(BOUND);
    }

    private static double correlation(List<Quality> one, List<Quality> other) {
        double meanOfOne = Quality.mean(one).vmaf();
        double meanOfOther = Quality.mean(other).vmaf();
        double product = 0;
        double squares = 0;
        double otherSquares = 0;
        for (int i = 0; i < one.size(); i++) {
            double a = one.get(i).vmaf() - meanOfOne;
            double b = other.get(i).vmaf() - meanOfOther;
            product += a * b;
            squares += a * a;
            otherSquares += b * b;
        }
        return product / Math.sqrt(squares * otherSquares);
    }

    @Test
    void theSameMemberGetsTheSameScoresAndTheTimeIsCounted() {
        CpuMeter cpu = new CpuMeter();
        List<Quality> first;
        try (var _ = cpu.enter(Work.MEASURE_DECODE)) {
            first = Measurement.sample(source(), frames -> decode(member.accessUnits(), frames), cpu);
        }

        assertThat(Measurement.sample(source(), frames -> decode(member.accessUnits(), frames), new CpuMeter()))
                .isEqualTo(first);
        assertThat(cpu.nanos()).containsOnlyKeys(Work.MEASURE_DECODE, Work.MEASURE_SCORE);
        assertThat(cpu.nanos().values()).allMatch(it -> it > 0);
    }

    @Test
    void aStreamThatLacksAPictureFails() {
        List<CodedPicture> cut = member.accessUnits().subList(0, PICTURES - 1);

        assertThatThrownBy(() -> Measurement.sample(source(), frames -> decode(cut, frames), new CpuMeter()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining((PICTURES - 1) + " of " + PICTURES + " pictures");
    }
}
