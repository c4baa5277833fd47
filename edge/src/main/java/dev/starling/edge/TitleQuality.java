package dev.starling.edge;

import dev.starling.edge.catalog.PublishedTitle;
import dev.starling.swarm.steer.BlendLevel;
import dev.starling.swarm.title.BlendPoint;
import dev.starling.swarm.title.Clip;
import dev.starling.swarm.title.Cluster;
import dev.starling.swarm.title.ClusterId;
import dev.starling.swarm.title.Member;
import dev.starling.swarm.title.Quality;
import dev.starling.swarm.title.RungLadder;
import dev.starling.swarm.title.Tail;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The rate–quality points of a title, or of one of its clips, in the JSON form of the API ({@code docs/http-api.md}).
 *
 * @param clip the clip; empty for the whole title
 * @param members the points of the clusters; of a whole title, over the clips that have their member
 * @param rungs the points of the rungs, the one with the fewest bits first
 * @param blends the blend points of the clip; none for a whole title
 */
public record TitleQuality(
        Optional<Integer> clip, double seconds, List<OfMember> members, List<OfRung> rungs, List<OfBlend> blends) {
    public TitleQuality {
        members = List.copyOf(members);
        rungs = List.copyOf(rungs);
        blends = List.copyOf(blends);
    }

    /** The point of a cluster. */
    public record OfMember(ClusterId member, double bitsPerSecond, double vmaf) {}

    /** The point of a rung; of a clip, with the member that serves it. */
    public record OfRung(int rung, Optional<ClusterId> member, double bitsPerSecond, double vmaf) {}

    /**
     * A blend point.
     *
     * @param level FRAME for a tail, SLICE for rows, COEFFICIENT for a requantised member
     * @param member the member, or the one of the higher rows
     * @param lower the member of the other rows
     * @param tail the tail that follows the member
     * @param basis whether the blend was measured or predicted
     */
    public record OfBlend(
            BlendLevel level,
            ClusterId member,
            Optional<ClusterId> lower,
            Optional<Tail> tail,
            double bitsPerSecond,
            double vmaf,
            String basis) {}

    private record Sum(double bits, double vmafSeconds, double seconds) {
        static final Sum NONE = new Sum(0, 0, 0);

        Sum plus(Clip clip, Member member) {
            return new Sum(
                    bits + member.bytes() * (double) Byte.SIZE,
                    vmafSeconds + member.quality().vmaf() * clip.seconds(),
                    seconds + clip.seconds());
        }

        double bitsPerSecond() {
            return bits / seconds;
        }

        double vmaf() {
            return vmafSeconds / seconds;
        }
    }

    /** The points of a whole title. */
    static TitleQuality of(PublishedTitle title) {
        List<Clip> clips = title.title().clips();
        return new TitleQuality(
                Optional.empty(),
                clips.stream().mapToDouble(Clip::seconds).sum(),
                members(title, clips),
                rungs(title, clips, _ -> Optional.empty()),
                List.of());
    }

    /**
     * The points of a clip.
     *
     * @throws dev.starling.swarm.pack.PackageException if its atlas is missing or damaged
     */
    static TitleQuality of(PublishedTitle title, Clip clip) throws IOException {
        return new TitleQuality(
                Optional.of(clip.index()),
                clip.seconds(),
                members(title, List.of(clip)),
                rungs(title, List.of(clip), Optional::of),
                title.atlas(clip).stream().map(it -> blend(it, clip.seconds())).toList());
    }

    private static List<OfMember> members(PublishedTitle title, List<Clip> clips) {
        List<OfMember> points = new ArrayList<>();
        for (Cluster cluster : title.title().clusters()) {
            Sum sum = Sum.NONE;
            for (Clip clip : clips) {
                if (clip.has(cluster.id())) {
                    sum = sum.plus(clip, clip.member(cluster.id()));
                }
            }
            if (sum.seconds() > 0) {
                points.add(new OfMember(cluster.id(), sum.bitsPerSecond(), sum.vmaf()));
            }
        }
        return points;
    }

    private static List<OfRung> rungs(
            PublishedTitle title, List<Clip> clips, Function<ClusterId, Optional<ClusterId>> named) {
        RungLadder ladder = new RungLadder(title.title());
        List<OfRung> points = new ArrayList<>();
        for (int rung = 0; rung < ladder.rungs(); rung++) {
            Sum sum = Sum.NONE;
            for (Clip clip : clips) {
                sum = sum.plus(clip, ladder.serving(rung, clip));
            }
            points.add(new OfRung(
                    rung,
                    named.apply(ladder.serving(rung, clips.getFirst()).cluster()),
                    sum.bitsPerSecond(),
                    sum.vmaf()));
        }
        return points;
    }

    private static OfBlend blend(BlendPoint point, double seconds) {
        double bitsPerSecond = point.bytes() * (double) Byte.SIZE / seconds;
        Quality quality = point.quality();
        return switch (point) {
            case BlendPoint.OfTail(Tail tail, long _, long _, Quality _) ->
                new OfBlend(
                        BlendLevel.FRAME,
                        tail.member(),
                        Optional.empty(),
                        Optional.of(tail),
                        bitsPerSecond,
                        quality.vmaf(),
                        basis(BlendPoint.Basis.MEASURED));
            case BlendPoint.OfRows(var rows, var result) ->
                new OfBlend(
                        BlendLevel.SLICE,
                        rows.higher(),
                        Optional.of(rows.lower()),
                        Optional.empty(),
                        bitsPerSecond,
                        quality.vmaf(),
                        basis(result.basis()));
            case BlendPoint.OfRequantised(var member, var result) ->
                new OfBlend(
                        BlendLevel.COEFFICIENT,
                        member,
                        Optional.empty(),
                        Optional.empty(),
                        bitsPerSecond,
                        quality.vmaf(),
                        basis(result.basis()));
        };
    }

    private static String basis(BlendPoint.Basis basis) {
        return switch (basis) {
            case MEASURED -> "measured";
            case PREDICTED -> "predicted";
        };
    }
}
