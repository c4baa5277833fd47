package dev.starling.edge;

import dev.starling.edge.catalog.PublishedTitle;
import dev.starling.swarm.profile.RateControl;
import dev.starling.swarm.title.BlendGroupId;
import dev.starling.swarm.title.Clip;
import dev.starling.swarm.title.Cluster;
import dev.starling.swarm.title.ClusterId;
import dev.starling.swarm.title.Growth;
import dev.starling.swarm.title.Quality;
import dev.starling.swarm.title.Title;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A title in the JSON form of the API ({@code docs/http-api.md}).
 *
 * @param edition tells the package from any other one of the same id
 * @param poster whether it has a poster
 * @param clips their number
 * @param growing absent if the title is whole
 * @param clusters absent in the list of titles
 * @param timeline absent in the list of titles
 */
record TitleReport(
        String id,
        String edition,
        String name,
        double seconds,
        long frames,
        int width,
        int height,
        boolean audio,
        boolean poster,
        int clips,
        Optional<Growing> growing,
        List<Group> groups,
        Optional<List<ClusterOfGroup>> clusters,
        Optional<List<ClipOfTitle>> timeline) {
    record Group(BlendGroupId id, int width, int height) {}

    /**
     * The title is still being encoded: what there is of it is its beginning.
     *
     * @param expectedSeconds of the whole title; absent if its source does not state its duration
     */
    record Growing(OptionalDouble expectedSeconds) {
        static Growing of(Growth growth) {
            return new Growing(
                    growth.expectedTicks().isPresent()
                            ? OptionalDouble.of((double) growth.expectedTicks().getAsLong() / Title.TIMESCALE)
                            : OptionalDouble.empty());
        }
    }

    /**
     * A cluster.
     *
     * @param family the number of its family in the group, from 1 in the order of the clusters; plans stay in one
     *     family
     */
    record ClusterOfGroup(
            ClusterId id, BlendGroupId group, int family, Optional<Double> crf, Optional<Double> vmafNeg) {}

    record ClipOfTitle(
            int clip, double startSeconds, double seconds, int frames, boolean sceneCut, List<MemberOfClip> members) {}

    record MemberOfClip(ClusterId cluster, long bytes, Quality quality) {}

    static TitleReport brief(PublishedTitle published) {
        return of(published, Optional.empty(), Optional.empty());
    }

    static TitleReport whole(PublishedTitle published) {
        Title title = published.title();
        return of(
                published,
                Optional.of(title.clusters().stream()
                        .map(it -> new ClusterOfGroup(
                                it.id(),
                                it.group(),
                                family(title, it),
                                it.centroid().rateControl() instanceof RateControl.ConstantRateFactor(double crf)
                                        ? Optional.of(crf)
                                        : Optional.empty(),
                                it.centroid().rateControl() instanceof RateControl.ConstantQuality(double vmafNeg)
                                        ? Optional.of(vmafNeg)
                                        : Optional.empty()))
                        .toList()),
                Optional.of(title.clips().stream().map(TitleReport::clip).toList()));
    }

    private static TitleReport of(
            PublishedTitle published, Optional<List<ClusterOfGroup>> clusters, Optional<List<ClipOfTitle>> timeline) {
        Title title = published.title();
        return new TitleReport(
                published.id(),
                published.edition(),
                title.name(),
                (double) title.durationTicks() / Title.TIMESCALE,
                title.frameCount(),
                title.displaySize().width(),
                title.displaySize().height(),
                !title.audio().isEmpty(),
                published.hasPoster(),
                title.clips().size(),
                title.growth().map(Growing::of),
                title.groups().stream()
                        .map(it -> new Group(
                                it.id(),
                                it.pictureSize().width(),
                                it.pictureSize().height()))
                        .toList(),
                clusters,
                timeline);
    }

    private static int family(Title title, Cluster cluster) {
        return title.clusters().stream()
                        .filter(it -> it.group().equals(cluster.group()))
                        .map(it -> it.centroid().family())
                        .distinct()
                        .toList()
                        .indexOf(cluster.centroid().family())
                + 1;
    }

    private static ClipOfTitle clip(Clip clip) {
        return new ClipOfTitle(
                clip.index(),
                (double) clip.startTicks() / Title.TIMESCALE,
                clip.seconds(),
                clip.frameCount(),
                clip.startsAtSceneCut(),
                clip.members().stream()
                        .map(it -> new MemberOfClip(it.cluster(), it.bytes(), it.quality()))
                        .toList());
    }
}
