package dev.starling.farm.encode;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.farm.GeneratedTitle;
import dev.starling.farm.ShippedClusters;
import dev.starling.h264.syntax.AvcDecoderConfigurationRecord;
import dev.starling.libav.Frame;
import dev.starling.libav.Plane;
import dev.starling.libav.Scaler;
import dev.starling.media.Bytes;
import dev.starling.media.clip.ClipLengths;
import dev.starling.media.clip.ClipReader;
import dev.starling.media.clip.SourceClip;
import dev.starling.media.decoding.MediaLimits;
import dev.starling.media.decoding.VideoReader;
import dev.starling.media.encoding.CodedPicture;
import dev.starling.media.encoding.MemberDecoder;
import dev.starling.media.encoding.PictureType;
import dev.starling.swarm.breed.cluster.ClustersFile;
import dev.starling.swarm.breed.genome.Genotype;
import dev.starling.swarm.pack.MappedMember;
import dev.starling.swarm.pack.PackageReader;
import dev.starling.swarm.steer.BlendPlan;
import dev.starling.swarm.steer.SplicePoints;
import dev.starling.swarm.title.AccessUnitEntry;
import dev.starling.swarm.title.BlendGroup;
import dev.starling.swarm.title.BlendGroupId;
import dev.starling.swarm.title.Clip;
import dev.starling.swarm.title.Cluster;
import dev.starling.swarm.title.ClusterId;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random frame-level plans, each a walk down the members of one of the families that ship at random access units,
 * decoded by FFmpeg's H.264 decoder with every error check it has: no complaint, and every picture there. The quality
 * of what a lower member supplied is compared with that member's own over the same pictures. Where pictures are mostly
 * predicted, the better start lasts; where each is mostly coded anew (flicker, heavy grain), the lower member's
 * corrections are of errors that the higher one did not make, and it gets worse. No plan may lose more than 0.3 dB, and
 * they have to gain in the mean. A title of nothing but flicker does not hold that ({@code -Dstarling.plans.input}).
 *
 * <p>{@code -Dstarling.plans.input=FILE} takes a real video instead of the generated one, {@code -Dstarling.plans=N}
 * another number of plans.
 */
class PlansTest {
    private static final int PLANS = Integer.getInteger("starling.plans", 1000);
    private static final double TOLERANCE_DECIBELS = -0.3;

    @TempDir
    Path folder;

    private PackageReader reader;
    private final List<SourceClip> sources = new ArrayList<>();
    private final Map<String, MappedMember> members = new HashMap<>();
    private final Map<String, double[]> ownQuality = new HashMap<>();

    @BeforeEach
    void encode() throws Exception {
        Path input = Optional.ofNullable(System.getProperty("starling.plans.input"))
                .map(Path::of)
                .orElseGet(() ->
                        GeneratedTitle.sized(192, 160).at(12).scenes(22, 18).write(folder.resolve("title.mkv")));
        Path output = folder.resolve("title");
        new Farm()
                .encode(
                        EncodeRequest.of(input, output, 2)
                                .withClusters(allThatShip())
                                .withTarget(new QualityTarget.RateFactor(23)),
                        event -> {});
        reader = PackageReader.open(output);
        try (ClipReader clips = new ClipReader(VideoReader.open(input, MediaLimits.DEFAULT, 1), ClipLengths.DEFAULT)) {
            for (Optional<SourceClip> clip = clips.next(); clip.isPresent(); clip = clips.next()) {
                sources.add(clip.get());
            }
        }
    }

    /** Whatever the content, it is encoded for every family. */
    private static ClustersFile allThatShip() {
        List<Genotype> families = ShippedClusters.read().bands().stream()
                .flatMap(band -> band.families().stream())
                .map(it -> it.genes().genotype())
                .distinct()
                .toList();
        return GivenFamilies.of(
                families,
                families.stream().mapToDouble(it -> 1.0 / families.size()).toArray());
    }

    @AfterEach
    void release() {
        sources.forEach(SourceClip::close);
    }

    @Test
    void everyPlanDecodesCleanlyAndTheLowerMemberKeepsItsQuality() throws Exception {
        SplittableRandom random = new SplittableRandom(0x5717c4);
        double sum = 0;
        for (int i = 0; i < PLANS; i++) {
            Clip clip = reader.title().clips().get(random.nextInt(sources.size()));
            BlendPlan plan = randomPlan(clip, random);
            double difference = differenceBelow(clip, plan);
            assertThat(difference).as(plan.toString()).isGreaterThanOrEqualTo(TOLERANCE_DECIBELS);
            sum += difference;
        }
        assertThat(sum / PLANS).isPositive();
    }

    /** Down through neighbours, from a random member to a random lower one, at random access units. */
    private BlendPlan randomPlan(Clip clip, SplittableRandom random) throws IOException {
        List<List<Cluster>> families = reader.title().clustersOf(clip).stream()
                .collect(groupingBy(it -> it.centroid().family(), LinkedHashMap::new, toList()))
                .values()
                .stream()
                .filter(it -> it.size() > 1)
                .toList();
        assertThat(families).isNotEmpty();
        List<Cluster> family = families.get(random.nextInt(families.size()));
        BlendGroupId group = family.getFirst().group();
        List<ClusterId> down = family.stream().map(Cluster::id).toList();
        int first = random.nextInt(down.size() - 1);
        int last = random.nextInt(first + 1, down.size());
        BlendPlan plan = BlendPlan.whole(group, down.get(first), clip.frameCount());
        int at = 0;
        for (int i = first + 1; i <= last && at + 1 < clip.frameCount(); i++) {
            at = random.nextInt(at + 1, clip.frameCount());
            plan = plan.downFrom(at, down.get(i));
        }
        return new SplicePoints(reader.member(clip.index(), down.getFirst()).accessUnits()).apply(plan);
    }

    /**
     * Decodes a plan; over all that was supplied after the first move, the blend's mean PSNR less the suppliers' own.
     */
    private double differenceBelow(Clip clip, BlendPlan plan) throws IOException {
        List<CodedPicture> units = new ArrayList<>();
        for (BlendPlan.Span span : plan.spans()) {
            units.addAll(units(clip, span.member()).subList(span.from(), span.until()));
        }
        double[] quality = decode(clip, plan.group(), units, plan.toString());
        double sum = 0;
        for (BlendPlan.Span span : plan.spans().subList(1, plan.spans().size())) {
            double[] own = ownQuality(clip, plan.group(), span.member());
            for (int unit = span.from(); unit < span.until(); unit++) {
                int picture = displayOrder(units, unit);
                sum += quality[picture] - own[picture];
            }
        }
        return sum / (clip.frameCount() - plan.spans().get(1).from());
    }

    private static int displayOrder(List<CodedPicture> units, int unit) {
        long time = units.get(unit).presentationTime();
        return (int) units.stream().filter(it -> it.presentationTime() < time).count();
    }

    private double[] ownQuality(Clip clip, BlendGroupId group, ClusterId member) throws IOException {
        String key = clip.index() + "/" + member;
        double[] known = ownQuality.get(key);
        if (known == null) {
            known = decode(clip, group, units(clip, member), key);
            ownQuality.put(key, known);
        }
        return known;
    }

    private List<CodedPicture> units(Clip clip, ClusterId cluster) throws IOException {
        MappedMember member = members.get(clip.index() + "/" + cluster);
        if (member == null) {
            member = reader.member(clip.index(), cluster);
            members.put(clip.index() + "/" + cluster, member);
        }
        List<CodedPicture> units = new ArrayList<>();
        List<AccessUnitEntry> index = member.accessUnits();
        long[] times = index.stream()
                .mapToLong(AccessUnitEntry::presentationOffsetTicks)
                .sorted()
                .toArray();
        for (int i = 0; i < index.size(); i++) {
            ByteBuffer data = member.bytes(i, i + 1);
            byte[] bytes = new byte[data.remaining()];
            data.get(bytes);
            units.add(new CodedPicture(
                    Bytes.copyOf(bytes, 0, bytes.length),
                    switch (index.get(i).type()) {
                        case IDR -> PictureType.IDR;
                        case P -> PictureType.P;
                        case B -> PictureType.B;
                        case I, AUDIO -> throw new AssertionError("Nobody makes these here");
                    },
                    index.get(i).nalRefIdc(),
                    index.get(i).presentationOffsetTicks(),
                    times[i]));
        }
        return units;
    }

    /** PSNR of luma at the display size, picture by picture in display order. */
    private double[] decode(Clip clip, BlendGroupId id, List<CodedPicture> units, String what) {
        BlendGroup group = reader.title().group(id);
        AvcDecoderConfigurationRecord configuration = AvcDecoderConfigurationRecord.of(
                group.parameterSets().sps(), group.parameterSets().pps());
        SourceClip source = sources.get(clip.index());
        double[] quality = new double[clip.frameCount()];
        Arrays.fill(quality, Double.NaN);
        int[] shown = {0};
        MemberDecoder.Report report;
        try (Scaler scaler = new Scaler(source.width(), source.height())) {
            report = MemberDecoder.decode(configuration, units, frame -> {
                try (Frame scaled = scaler.scale(frame)) {
                    quality[shown[0]] = psnr(source.frames().get(shown[0]).luma(), scaled.luma());
                    shown[0]++;
                }
            });
        }
        assertThat(report.complaints()).as(what).isEmpty();
        assertThat(report.complaintCount()).as(what).isZero();
        assertThat(report.frameCount()).as(what).isEqualTo(clip.frameCount());
        return quality;
    }

    private static double psnr(Plane reference, Plane distorted) {
        long sum = 0;
        for (int y = 0; y < reference.height(); y++) {
            for (int x = 0; x < reference.width(); x++) {
                int difference = (reference.samples().get(ValueLayout.JAVA_BYTE, y * reference.strideBytes() + x) & 255)
                        - (distorted.samples().get(ValueLayout.JAVA_BYTE, y * distorted.strideBytes() + x) & 255);
                sum += (long) difference * difference;
            }
        }
        double meanSquare = Math.max(1e-3, (double) sum / reference.width() / reference.height());
        return 10 * Math.log10(255.0 * 255.0 / meanSquare);
    }
}
