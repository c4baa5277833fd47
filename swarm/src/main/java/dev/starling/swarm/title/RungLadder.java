package dev.starling.swarm.title;

import dev.starling.swarm.profile.PictureSize;
import dev.starling.swarm.profile.RateControl;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The rungs of a title as renditions among which a player chooses: rung 0 needs the fewest bits, and each one has more
 * bits and a better quality than the one below. A rung is a quality in VMAF NEG, at whatever size a clip has it, or a
 * rate factor at one size. A clip that does not have a rung is served by its best member that is not better than the
 * rung usually is, else by its lowest one. Immutable.
 */
public final class RungLadder {
    private final Title title;
    private final List<Rung> rungs;

    /**
     * The target that members of a rung have in common.
     *
     * @param rateControl the quality target
     * @param size the picture size; empty if members of any size serve
     */
    private record Target(RateControl rateControl, Optional<PictureSize> size) {
        static Target of(Cluster cluster) {
            RateControl control = cluster.centroid().rateControl();
            return new Target(
                    control,
                    switch (control) {
                        case RateControl.ConstantQuality _ -> Optional.empty();
                        case RateControl.ConstantRateFactor _ ->
                            Optional.of(cluster.centroid().pictureSize());
                    });
        }
    }

    /**
     * A rung.
     *
     * @param clusters those that aim at it
     * @param vmafNeg the mean of their members
     */
    private record Rung(Set<ClusterId> clusters, double vmafNeg) {
        Member serving(Clip clip) {
            return clip.members().stream()
                    .filter(it -> clusters.contains(it.cluster()))
                    .max(BY_QUALITY)
                    .or(() -> clip.members().stream()
                            .filter(it -> it.quality().vmafNeg() <= vmafNeg)
                            .max(BY_QUALITY))
                    .orElseGet(() -> clip.members().stream().min(BY_QUALITY).orElseThrow());
        }
    }

    private static final Comparator<Member> BY_QUALITY = Comparator.comparingDouble(
                    (Member it) -> it.quality().vmafNeg())
            .thenComparing(Comparator.comparingLong(Member::bytes).reversed())
            .thenComparing(Member::cluster);

    /** A rung with what it needs and gives over the whole title. */
    private record Measured(Rung rung, double bytes, double vmafNeg) {}

    /** The ladder of a title. */
    public RungLadder(Title title) {
        this.title = title;
        List<Measured> measured = new ArrayList<>();
        for (Set<ClusterId> clusters : byTarget(title).values()) {
            measured.add(measured(new Rung(clusters, usualQuality(title, clusters)), title));
        }
        measured.sort(Comparator.comparingDouble(Measured::bytes)
                .thenComparing(Comparator.comparingDouble(Measured::vmafNeg).reversed()));
        List<Rung> better = new ArrayList<>();
        double bytes = 0;
        double vmafNeg = Double.NEGATIVE_INFINITY;
        for (Measured next : measured) {
            if (next.bytes() > bytes && next.vmafNeg() > vmafNeg) {
                better.add(next.rung());
                bytes = next.bytes();
                vmafNeg = next.vmafNeg();
            }
        }
        this.rungs = List.copyOf(better);
    }

    private static Map<Target, Set<ClusterId>> byTarget(Title title) {
        Set<ClusterId> present = title.clips().stream()
                .flatMap(it -> it.members().stream())
                .map(Member::cluster)
                .collect(Collectors.toSet());
        return title.clusters().stream()
                .filter(it -> present.contains(it.id()))
                .collect(Collectors.groupingBy(
                        Target::of, LinkedHashMap::new, Collectors.mapping(Cluster::id, Collectors.toSet())));
    }

    private static double usualQuality(Title title, Set<ClusterId> clusters) {
        return title.clips().stream()
                .flatMap(it -> it.members().stream())
                .filter(it -> clusters.contains(it.cluster()))
                .mapToDouble(it -> it.quality().vmafNeg())
                .average()
                .orElseThrow();
    }

    private static Measured measured(Rung rung, Title title) {
        double bytes = 0;
        double weighted = 0;
        for (Clip clip : title.clips()) {
            Member member = rung.serving(clip);
            bytes += member.bytes();
            weighted += member.quality().vmafNeg() * clip.durationTicks();
        }
        return new Measured(rung, bytes, weighted / title.durationTicks());
    }

    /** The title. */
    public Title title() {
        return title;
    }

    /** The number of rungs, at least one. */
    public int rungs() {
        return rungs.size();
    }

    /**
     * The member that serves a clip.
     *
     * @param rung from 0
     * @param clip a clip of the title, or what is left of one
     */
    public Member serving(int rung, Clip clip) {
        return rungs.get(rung).serving(clip);
    }

    /** The blend groups of the members that serve the clips, largest picture first. */
    public List<BlendGroup> groups(int rung) {
        Set<BlendGroupId> used = title.clips().stream()
                .map(it -> title.cluster(serving(rung, it).cluster()).group())
                .collect(Collectors.toSet());
        return title.groups().stream().filter(it -> used.contains(it.id())).toList();
    }
}
