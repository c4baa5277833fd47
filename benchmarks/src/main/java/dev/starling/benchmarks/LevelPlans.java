package dev.starling.benchmarks;

import dev.starling.benchmarks.DeliveredClips.Delivered;
import dev.starling.edge.catalog.Catalog;
import dev.starling.edge.catalog.PublishedTitle;
import dev.starling.edge.delivery.Blending;
import dev.starling.edge.delivery.ClipReport;
import dev.starling.edge.delivery.NamedSegments;
import dev.starling.edge.delivery.PreparedClip;
import dev.starling.edge.delivery.RequantisingWorkers;
import dev.starling.media.encoding.CodedPicture;
import dev.starling.media.encoding.MemberDecoder;
import dev.starling.media.encoding.MemberDecoder.Implementation;
import dev.starling.swarm.steer.BlendLevel;
import dev.starling.swarm.steer.BlendPlan;
import dev.starling.swarm.steer.BlendPlan.OfMember;
import dev.starling.swarm.steer.BlendPlan.OfRows;
import dev.starling.swarm.steer.BlendPlan.OfTail;
import dev.starling.swarm.steer.BlendPlan.Requantised;
import dev.starling.swarm.steer.BlendPlan.Source;
import dev.starling.swarm.steer.BlendPlan.Stored;
import dev.starling.swarm.steer.ClipMembers;
import dev.starling.swarm.steer.Levels;
import dev.starling.swarm.steer.PlanName;
import dev.starling.swarm.title.BlendGroup;
import dev.starling.swarm.title.BlendGroupId;
import dev.starling.swarm.title.Clip;
import dev.starling.swarm.title.Cluster;
import dev.starling.swarm.title.ClusterId;
import dev.starling.swarm.title.RowBlend;
import dev.starling.swarm.title.Tail;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * Has the edge carry out random plans over all four levels, and decodes what it sends in two decoders that share no
 * code. Counts complaints, missing pictures, and plans whose named segments have other pictures. Prints one JSON
 * object. With a folder, the segments of plans of the first blend group are written to it, for a browser.
 *
 * <pre>
 *   java … dev.starling.benchmarks.LevelPlans PACKAGE PLANS SEED [FOLDER]
 * </pre>
 */
public final class LevelPlans {
    private static final int MAX_SPANS = 4;

    private final PublishedTitle published;
    private final SplittableRandom random;
    private final Blending blending;
    private final NamedSegments segments;

    /**
     * What came of the plans.
     *
     * @param plans by their finest level
     * @param stored plans with a span that could not be requantised in time
     * @param complaints of each decoder
     * @param missing pictures, by decoder
     * @param named plans that have a name, by their finest level
     * @param unlike those whose named segment has other pictures than what was sent
     */
    record Result(
            Map<BlendLevel, Integer> plans,
            int stored,
            Map<Implementation, Long> complaints,
            Map<Implementation, Long> missing,
            Map<BlendLevel, Integer> named,
            int unlike) {}

    LevelPlans(PublishedTitle published, long seed, RequantisingWorkers workers) {
        this.published = published;
        this.random = new SplittableRandom(seed);
        this.blending = new Blending(Levels.ALL, workers);
        this.segments = new NamedSegments(0, workers, PooledByteBufAllocator.DEFAULT);
    }

    /** Decodes plans of a package. */
    public static void main(String[] args) throws IOException {
        if (args.length < 3) {
            System.err.println("usage: LevelPlans PACKAGE PLANS SEED [FOLDER]");
            System.exit(2);
        }
        PublishedTitle published = new Catalog(Path.of(args[0])).titles().getFirst();
        int plans = Integer.parseInt(args[1]);
        try (RequantisingWorkers workers = RequantisingWorkers.ofMachine()) {
            LevelPlans benchmark = new LevelPlans(published, Long.parseLong(args[2]), workers);
            if (args.length > 3) {
                benchmark.write(plans, Path.of(args[3]));
            } else {
                System.out.println(json(benchmark.decode(plans)));
            }
        }
    }

    private static String json(Result result) {
        return "{\"plans\":" + json(result.plans()) + ",\"sentAsStored\":" + result.stored() + ",\"complaints\":"
                + json(result.complaints()) + ",\"missingPictures\":" + json(result.missing()) + ",\"named\":"
                + json(result.named()) + ",\"namedUnlike\":" + result.unlike() + "}";
    }

    private static String json(Map<?, ? extends Number> counts) {
        return counts.entrySet().stream()
                .map(it -> '"' + it.getKey().toString().toLowerCase(Locale.ROOT) + "\":" + it.getValue())
                .collect(Collectors.joining(",", "{", "}"));
    }

    /** Carries out and decodes plans. */
    Result decode(int count) throws IOException {
        Map<BlendLevel, Integer> plans = new EnumMap<>(BlendLevel.class);
        Map<Implementation, Long> complaints = new EnumMap<>(Implementation.class);
        Map<Implementation, Long> missing = new EnumMap<>(Implementation.class);
        Map<BlendLevel, Integer> named = new EnumMap<>(BlendLevel.class);
        int stored = 0;
        int unlike = 0;
        for (int i = 0; i < count; i++) {
            Clip clip = clip();
            BlendPlan plan = plan(clip, clusters(clip));
            plans.merge(plan.level(), 1, Integer::sum);
            Delivered delivered = DeliveredClips.send(PreparedClip.of(published, clip, plan, blending));
            ClipReport report = delivered.report();
            boolean requantised =
                    report.progress().delivered().stream().anyMatch(it -> it.level() == BlendLevel.COEFFICIENT);
            stored += plan.level() == BlendLevel.COEFFICIENT && !requantised ? 1 : 0;
            BlendGroup group = published.title().group(plan.group());
            List<CodedPicture> pictures =
                    DeliveredClips.pictures(delivered.segment().array(), published.member(clip, plan.memberAt(0)));
            boolean asPlanned =
                    report.progress().delivered().equals(report.decision().plan());
            Optional<byte[]> segment = asPlanned ? named(clip, plan) : Optional.empty();
            if (segment.isPresent()) {
                named.merge(plan.level(), 1, Integer::sum);
                unlike += hasPictures(segment.get(), pictures, clip, plan) ? 0 : 1;
            }
            for (Implementation decoder : Implementation.values()) {
                MemberDecoder.Report decoded =
                        MemberDecoder.decode(decoder, DeliveredClips.configuration(group), pictures, frame -> {});
                complaints.merge(decoder, decoded.complaintCount(), Long::sum);
                missing.merge(decoder, (long) clip.frameCount() - decoded.frameCount(), Long::sum);
                if (decoded.complaintCount() > 0 || decoded.frameCount() != clip.frameCount()) {
                    System.err.println(decoder + ", clip " + clip.index() + ": " + plan + ": "
                            + decoded.complaints().stream().findFirst().orElse("pictures are missing"));
                }
            }
        }
        return new Result(plans, stored, complaints, missing, named, unlike);
    }

    /** The segment of a plan by its name, if it has one; empty too if it cannot be requantised in time. */
    private Optional<byte[]> named(Clip clip, BlendPlan plan) throws IOException {
        if (plan.spans().stream().anyMatch(it -> it.source() instanceof Requantised(OfTail _, long _))) {
            return Optional.empty();
        }
        NamedSegments.Name name =
                new NamedSegments.Name(published.edition(), plan.group(), clip.index(), PlanName.of(plan));
        try {
            return segments.find(name, published, lost -> {
                        throw new IllegalStateException(lost);
                    })
                    .map(buffer -> {
                        byte[] bytes = ByteBufUtil.getBytes(buffer);
                        buffer.release();
                        return bytes;
                    });
        } catch (NamedSegments.BusyException late) {
            return Optional.empty();
        }
    }

    /** Whether a named segment has the given pictures, some behind parameter sets. */
    private boolean hasPictures(byte[] segment, List<CodedPicture> expected, Clip clip, BlendPlan plan)
            throws IOException {
        List<CodedPicture> pictures = DeliveredClips.pictures(segment, published.member(clip, plan.memberAt(0)));
        if (pictures.size() != expected.size()) {
            return false;
        }
        for (int i = 0; i < pictures.size(); i++) {
            ByteBuffer data = pictures.get(i).data().buffer();
            ByteBuffer wanted = expected.get(i).data().buffer();
            int before = data.remaining() - wanted.remaining();
            boolean fits = pictures.get(i).keyFrame() ? before >= 0 : before == 0;
            if (!fits || !data.slice(before, wanted.remaining()).equals(wanted)) {
                return false;
            }
        }
        return true;
    }

    /** Writes the segments of plans of one blend group, which is whole, with its initialisation segment. */
    private void write(int count, Path folder) throws IOException {
        BlendGroupId whole = published.title().groups().stream()
                .map(BlendGroup::id)
                .filter(group -> published.title().clips().stream()
                        .allMatch(clip -> published.title().serving(group, clip).equals(group)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no blend group has a member in every clip"));
        Files.createDirectories(folder);
        Files.write(folder.resolve("init.mp4"), published.videoInit(whole));
        int pictures = 0;
        for (int i = 0; i < count; i++) {
            Clip clip = clip();
            List<Cluster> clusters = clusters(clip).stream()
                    .filter(it -> it.group().equals(whole))
                    .toList();
            BlendPlan plan = plan(clip, clusters);
            Files.write(
                    folder.resolve(i + ".m4s"),
                    DeliveredClips.send(PreparedClip.of(published, clip, plan, blending))
                            .segment()
                            .array());
            pictures += clip.frameCount();
        }
        System.out.println("{\"segments\":" + count + ",\"pictures\":" + pictures + "}");
    }

    private Clip clip() {
        return published
                .title()
                .clips()
                .get(random.nextInt(published.title().clips().size()));
    }

    private List<Cluster> clusters(Clip clip) {
        return published.title().clustersOf(clip);
    }

    /** A random plan of the family of one of the clusters; every level is as likely to begin with. */
    private BlendPlan plan(Clip clip, List<Cluster> clusters) throws IOException {
        Cluster cluster = clusters.get(random.nextInt(clusters.size()));
        ClipMembers members = DeliveredClips.members(published, clip, cluster.id());
        List<ClusterId> all = ClipMembers.blendingWith(cluster.id(), published.title(), clip);
        BlendPlan plan =
                BlendPlan.whole(cluster.group(), first(members, cluster.id(), clip.frameCount()), clip.frameCount());
        int spans = random.nextInt(1, MAX_SPANS + 1);
        int at = 0;
        for (int i = 1; i < spans && at + 1 < clip.frameCount(); i++) {
            at = random.nextInt(at + 1, clip.frameCount());
            List<BlendPlan> ways = ways(members, plan, all, at);
            List<BlendLevel> levels = ways.stream()
                    .map(it -> it.spans().getLast().source().level())
                    .distinct()
                    .toList();
            if (!levels.isEmpty()) {
                BlendLevel level = levels.get(random.nextInt(levels.size()));
                List<BlendPlan> ofLevel = ways.stream()
                        .filter(it -> it.spans().getLast().source().level() == level)
                        .toList();
                plan = ofLevel.get(random.nextInt(ofLevel.size()));
                at = plan.spans().getLast().from();
            }
        }
        return plan;
    }

    private Source first(ClipMembers members, ClusterId member, int accessUnits) {
        List<RowBlend> rows = members.rows();
        BlendPlan whole = BlendPlan.whole(new BlendGroupId("any"), member, accessUnits);
        return switch (random.nextInt(4)) {
            case 0, 1 -> new OfMember(member);
            case 2 -> rows.isEmpty() ? new OfMember(member) : new OfRows(rows.get(random.nextInt(rows.size())));
            default -> new Requantised(new OfMember(member), budget(members.bytes(whole, 0, accessUnits)));
        };
    }

    /** A share, or so little that the pictures rest. */
    private long budget(long bytes) {
        return random.nextInt(4) == 0 ? 1 : Math.max(1, Math.round(bytes * random.nextDouble(0.2, 1)));
    }

    /** The plans that go down from a plan at or after an access unit. */
    private List<BlendPlan> ways(ClipMembers members, BlendPlan plan, List<ClusterId> all, int from) {
        int end = plan.accessUnits();
        int splice = members.splicePoints().next(from);
        while (splice < end && !members.mayTakeOver(plan, splice)) {
            splice = members.splicePoints().next(splice + 1);
        }
        List<BlendPlan> ways = new ArrayList<>();
        if (plan.spanAt(from - 1).source() instanceof OfMember(ClusterId member)) {
            for (Tail tail : members.tailsOf(member, from)) {
                ways.add(plan.downFrom(tail.from(), new OfTail(tail)));
            }
        }
        if (from < end && plan.spanAt(from).source() instanceof Stored stored) {
            ways.add(plan.downFrom(from, new Requantised(stored, budget(members.bytes(plan, from, end)))));
        }
        if (from < end && plan.spanAt(from).source() instanceof Requantised(Stored of, long _)) {
            ways.add(plan.downFrom(from, new Requantised(of, budget(members.bytes(plan, from, end)))));
        }
        if (splice < end) {
            for (ClusterId member : all) {
                ways.add(plan.downFrom(splice, member));
                BlendPlan whole = BlendPlan.whole(plan.group(), member, end);
                ways.add(plan.downFrom(
                        splice, new Requantised(new OfMember(member), budget(members.bytes(whole, splice, end)))));
            }
            for (RowBlend rows : members.rows()) {
                ways.add(plan.downFrom(splice, new OfRows(rows)));
            }
        }
        return ways.stream()
                .filter(it -> it.spans().size() > plan.spans().size() && members.goesDown(it))
                .toList();
    }
}
