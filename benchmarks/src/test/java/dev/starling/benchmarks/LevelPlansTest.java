package dev.starling.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.benchmarks.DeliveredClips.Delivered;
import dev.starling.edge.catalog.Catalog;
import dev.starling.edge.catalog.PublishedTitle;
import dev.starling.edge.delivery.Blending;
import dev.starling.edge.delivery.PreparedClip;
import dev.starling.edge.delivery.RequantisingWorkers;
import dev.starling.farm.encode.EncodeRequest;
import dev.starling.farm.encode.Farm;
import dev.starling.farm.encode.QualityTarget;
import dev.starling.farm.encode.TailMode;
import dev.starling.farm.encode.TailRule;
import dev.starling.film.MediaWriter;
import dev.starling.libav.Colour;
import dev.starling.libav.Frame;
import dev.starling.libav.FrameSize;
import dev.starling.libav.Plane;
import dev.starling.libav.Ratio;
import dev.starling.media.encoding.CodedPicture;
import dev.starling.media.encoding.MemberDecoder;
import dev.starling.media.encoding.MemberDecoder.Implementation;
import dev.starling.swarm.breed.cluster.ClustersFile;
import dev.starling.swarm.pack.MappedMember;
import dev.starling.swarm.steer.BlendLevel;
import dev.starling.swarm.steer.BlendPlan;
import dev.starling.swarm.steer.BlendPlan.OfMember;
import dev.starling.swarm.steer.BlendPlan.Requantised;
import dev.starling.swarm.steer.Levels;
import dev.starling.swarm.title.AccessUnitEntry;
import dev.starling.swarm.title.AccessUnitType;
import dev.starling.swarm.title.BlendGroup;
import dev.starling.swarm.title.Clip;
import dev.starling.swarm.title.ClusterId;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LevelPlansTest {
    private static final int PLANS = 200;
    private static final int PICTURES = 30;
    private static final int WIDTH = 128;
    private static final int HEIGHT = 96;
    private static final int PICTURES_PER_SECOND = 25;
    private static final int TICKS = 90_000 / PICTURES_PER_SECOND;

    @TempDir
    private Path folder;

    private Path title() {
        Path file = folder.resolve("waves.mkv");
        try (MediaWriter writer =
                MediaWriter.lossless(file, new FrameSize(WIDTH, HEIGHT), new Ratio(PICTURES_PER_SECOND, 1))) {
            for (int i = 0; i < PICTURES; i++) {
                try (Frame frame = Frame.allocate(WIDTH, HEIGHT, Colour.BT601, (long) i * TICKS, TICKS)) {
                    paint(frame, i);
                    writer.write(frame);
                }
            }
            writer.finish();
        }
        return file;
    }

    /** Waves that move and change, with a fine pattern that does not. */
    private static void paint(Frame frame, int picture) {
        for (var plane : List.of(frame.luma(), frame.cb(), frame.cr())) {
            for (int y = 0; y < plane.height(); y++) {
                for (int x = 0; x < plane.width(); x++) {
                    double wave = Math.sin((x + 2.7 * picture) * 0.2 + y * 0.01 * picture) * Math.cos(y * 0.15);
                    int fine = (x * 7 + y * 13 + x * y) % 29;
                    plane.samples()
                            .set(ValueLayout.JAVA_BYTE, y * plane.strideBytes() + x, (byte) (100 + 40 * wave + fine));
                }
            }
        }
    }

    private PublishedTitle published() throws Exception {
        Path output = folder.resolve("titles/waves");
        new Farm()
                .encode(
                        EncodeRequest.of(title(), output, 2)
                                .withClusters(ClustersFile.usual().with("slices", "4"))
                                .withTarget(new QualityTarget.RateFactor(23))
                                .withTails(new TailRule(TailMode.EMERGENCY, 0)),
                        event -> {});
        return new Catalog(output).titles().getFirst();
    }

    /** From each P picture on that has no other IDR picture behind it. */
    @Test
    void picturesThatRestShowTheLastOneAndTakeNoMoreThanReckoned() throws Exception {
        PublishedTitle published = published();
        Clip clip = published.title().clips().getFirst();
        ClusterId best = clip.members().getFirst().cluster();
        MappedMember member = published.member(clip, best);
        BlendGroup group =
                published.title().group(published.title().cluster(best).group());
        List<AccessUnitEntry> units = member.accessUnits();
        int end = units.size();
        int tried = 0;
        try (RequantisingWorkers workers = new RequantisingWorkers(1)) {
            for (int from = end - 1; from > 0 && units.get(from).type() != AccessUnitType.IDR; from--) {
                if (units.get(from).type() == AccessUnitType.P) {
                    tried++;
                    BlendPlan plan = BlendPlan.whole(group.id(), best, end)
                            .downFrom(from, new Requantised(new OfMember(best), 1));
                    Delivered delivered = DeliveredClips.send(
                            PreparedClip.of(published, clip, plan, new Blending(Levels.ALL, workers)));
                    assertThat(delivered.report().progress().delivered())
                            .isEqualTo(delivered.report().decision().plan())
                            .hasSize(2);
                    List<CodedPicture> pictures =
                            DeliveredClips.pictures(delivered.segment().array(), member);
                    assertRests(decoded(group, pictures), from, units);
                    long resting = pictures.subList(from, end).stream()
                            .mapToLong(it -> it.data().size())
                            .sum();
                    assertThat(resting)
                            .isLessThanOrEqualTo(DeliveredClips.members(published, clip, best)
                                    .bytes(plan, from, end));
                }
            }
        }
        assertThat(tried).isGreaterThan(1);
    }

    /** The pictures of a clip in presentation order. */
    private static List<List<byte[]>> decoded(BlendGroup group, List<CodedPicture> pictures) {
        List<List<byte[]>> shown = new ArrayList<>();
        MemberDecoder.Report report = MemberDecoder.decode(
                DeliveredClips.configuration(group),
                pictures,
                frame -> shown.add(Stream.of(frame.luma(), frame.cb(), frame.cr())
                        .map(LevelPlansTest::samples)
                        .toList()));
        assertThat(report.complaints()).isEmpty();
        assertThat(shown).hasSameSizeAs(pictures);
        return shown;
    }

    private static byte[] samples(Plane plane) {
        byte[] samples = new byte[plane.width() * plane.height()];
        for (int y = 0; y < plane.height(); y++) {
            MemorySegment.copy(
                    plane.samples(),
                    ValueLayout.JAVA_BYTE,
                    y * plane.strideBytes(),
                    samples,
                    y * plane.width(),
                    plane.width());
        }
        return samples;
    }

    /** All pictures that rest are equal to the last reference picture before them. */
    private static void assertRests(List<List<byte[]>> shown, int from, List<AccessUnitEntry> units) {
        List<Integer> times = units.stream()
                .map(AccessUnitEntry::presentationOffsetTicks)
                .sorted()
                .toList();
        int last = units.subList(0, from).stream()
                .filter(it -> it.type() != AccessUnitType.B)
                .mapToInt(AccessUnitEntry::presentationOffsetTicks)
                .max()
                .orElseThrow();
        List<byte[]> still = shown.get(times.indexOf(last));
        for (AccessUnitEntry unit : units.subList(from, units.size())) {
            List<byte[]> picture = shown.get(times.indexOf(unit.presentationOffsetTicks()));
            for (int plane = 0; plane < still.size(); plane++) {
                assertThat(picture.get(plane)).isEqualTo(still.get(plane));
            }
        }
    }

    @Test
    void randomPlansOverAllLevelsDecodeInTwoDecoders() throws Exception {
        try (RequantisingWorkers workers = new RequantisingWorkers(2)) {
            LevelPlans.Result result = new LevelPlans(published(), 4, workers).decode(PLANS);
            assertThat(workers.warmedUp())
                    .as("units requantised ahead")
                    .succeedsWithin(Duration.ofMinutes(1))
                    .matches(units -> units > PICTURES);
            assertThat(result.plans()).containsOnlyKeys(BlendLevel.values());
            assertThat(result.plans().values()).allMatch(it -> it > PLANS / 50);
            assertThat(result.named()).containsOnlyKeys(BlendLevel.values());
            assertThat(result.unlike()).as("named segments with other pictures").isZero();
            for (Implementation decoder : Implementation.values()) {
                assertThat(result.complaints().get(decoder))
                        .as("%s complains", decoder)
                        .isZero();
                assertThat(result.missing().get(decoder))
                        .as("%s lacks pictures", decoder)
                        .isZero();
            }
        }
    }
}
