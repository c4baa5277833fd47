package dev.starling.edge.manifest;

import dev.starling.swarm.cmaf.InitSegment.ParameterSetPlace;
import dev.starling.swarm.title.BlendGroup;
import dev.starling.swarm.title.BlendGroupId;
import dev.starling.swarm.title.Clip;
import dev.starling.swarm.title.Cluster;
import dev.starling.swarm.title.Member;
import dev.starling.swarm.title.RungLadder;
import dev.starling.swarm.title.Title;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What each rendition of a title's pictures sends. Immutable. */
public final class VideoTracks {
    private final Title title;
    private final RungLadder ladder;
    /** The blend groups of every rendition, largest picture first. */
    private final Map<Rendition.Video, List<BlendGroup>> groups;

    private final ParameterSetPlace preferred;

    /** The renditions of a title. */
    public VideoTracks(Title title) {
        this.title = title;
        this.ladder = new RungLadder(title);
        this.groups = new HashMap<>();
        this.preferred = ParameterSetPlace.SAMPLE_ENTRY;
        groups.put(new Rendition.Swarm(), title.groups());
        for (int rung = 0; rung < ladder.rungs(); rung++) {
            groups.put(new Rendition.Rung(rung), ladder.groups(rung));
        }
        for (BlendGroup group : title.groups()) {
            groups.put(new Rendition.Group(group.id()), serving(group.id()));
        }
    }

    private VideoTracks(VideoTracks tracks, ParameterSetPlace preferred) {
        this.title = tracks.title;
        this.ladder = tracks.ladder;
        this.groups = tracks.groups;
        this.preferred = preferred;
    }

    /** The same renditions, all with parameter sets in band. */
    public VideoTracks inBand() {
        return new VideoTracks(this, ParameterSetPlace.IN_BAND);
    }

    private List<BlendGroup> serving(BlendGroupId chosen) {
        Set<BlendGroupId> used =
                title.clips().stream().map(it -> title.serving(chosen, it)).collect(Collectors.toSet());
        return title.groups().stream().filter(it -> used.contains(it.id())).toList();
    }

    /** The title. */
    public Title title() {
        return title;
    }

    /** The renditions for a player that chooses: the rungs, best first. */
    public List<Rendition.Rung> rungs() {
        List<Rendition.Rung> rungs = new ArrayList<>();
        IntStream.range(0, ladder.rungs()).mapToObj(Rendition.Rung::new).forEach(rungs::addFirst);
        return List.copyOf(rungs);
    }

    /** Whether the title has a rendition. */
    public boolean exists(Rendition.Video rendition) {
        return groups.containsKey(rendition);
    }

    /** The largest blend group that a rendition sends. */
    public BlendGroup largest(Rendition.Video rendition) {
        return groups(rendition).getFirst();
    }

    /**
     * The blend group of all clips of a rendition, so that its initialization segment has the parameter sets; empty if
     * the access units carry them.
     */
    public Optional<BlendGroupId> only(Rendition.Video rendition) {
        return switch (rendition) {
            case Rendition.Swarm() -> Optional.empty();
            case Rendition.Rung _, Rendition.Group _ ->
                Optional.of(groups(rendition))
                        .filter(its -> its.size() == 1 && preferred == ParameterSetPlace.SAMPLE_ENTRY)
                        .map(its -> its.getFirst().id());
        };
    }

    private List<BlendGroup> groups(Rendition.Video rendition) {
        List<BlendGroup> its = groups.get(rendition);
        if (its == null) {
            throw new IllegalArgumentException("no rendition " + rendition);
        }
        return its;
    }

    /**
     * The clusters that a rendition may send for a clip, in the title's order.
     *
     * @param clip a clip of the title, or what is left of one
     */
    public List<Cluster> clusters(Rendition.Video rendition, Clip clip) {
        return switch (rendition) {
            case Rendition.Swarm() -> title.clustersOf(clip);
            case Rendition.Rung(int number) ->
                List.of(title.cluster(ladder.serving(number, clip).cluster()));
            case Rendition.Group(var id) -> {
                BlendGroupId serving = title.serving(id, clip);
                yield title.clustersOf(clip).stream()
                        .filter(it -> it.group().equals(serving))
                        .toList();
            }
        };
    }

    /** The size of the largest member that a rendition may send for a clip. */
    long largestMemberBytes(Rendition.Video rendition, Clip clip) {
        return clusters(rendition, clip).stream()
                .map(it -> clip.member(it.id()))
                .mapToLong(Member::bytes)
                .max()
                .orElseThrow();
    }
}
