package dev.starling.swarm.title;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.starling.swarm.profile.PictureSize;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * {@code title.json}: all of a package except the media. Times of video are in ticks of 90 kHz, as in MPEG-2 systems,
 * counted from the title's first picture.
 *
 * @param format always {@value #FORMAT}
 * @param version {@value #VERSION}; a reader refuses a newer one
 * @param name the title's name for display
 * @param displaySize the display size of the source, at which quality was measured
 * @param encoder the encoder and its version
 * @param vmafModel the name of the model of every VMAF score in the package
 * @param groups the blend groups, largest picture first
 * @param clusters the clusters, in the order of their groups, best first within a group
 * @param clips in order of presentation, without gaps, at least one
 * @param audio the renditions of the soundtracks: the main track first, then by track, most channels first, highest
 *     bitrate first; empty without sound
 * @param growth what is known of the clips that are still to come; empty, and absent from the file, if it is whole
 */
public record Title(
        String format,
        int version,
        String name,
        PictureSize displaySize,
        String encoder,
        String vmafModel,
        List<BlendGroup> groups,
        List<Cluster> clusters,
        List<Clip> clips,
        List<AudioRendition> audio,
        @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Growth> growth) {
    /** The value of {@code format}. */
    public static final String FORMAT = "starling-package";
    /** The version of the format that this code writes. */
    public static final int VERSION = 3;
    /** Ticks per second of all video times. */
    public static final int TIMESCALE = 90_000;

    public Title {
        groups = List.copyOf(groups);
        clusters = List.copyOf(clusters);
        clips = List.copyOf(clips);
        audio = List.copyOf(audio);
        check(FORMAT.equals(format), "format must be " + FORMAT + ": " + format);
        check(version == VERSION, "version must be " + VERSION + ": " + version);
        check(!clips.isEmpty(), "clips must not be empty");
        Set<BlendGroupId> groupIds = groups.stream().map(BlendGroup::id).collect(Collectors.toSet());
        Set<ClusterId> clusterIds = clusters.stream().map(Cluster::id).collect(Collectors.toSet());
        check(groupIds.size() == groups.size(), "groups must have different ids");
        check(clusterIds.size() == clusters.size(), "clusters must have different ids");
        for (Cluster cluster : clusters) {
            check(groupIds.contains(cluster.group()), "cluster " + cluster.id() + " names an unknown group");
        }
        Set<String> names = Stream.concat(
                        groups.stream().map(it -> it.id().value()),
                        audio.stream().map(it -> it.id().value()))
                .collect(Collectors.toSet());
        check(names.size() == groups.size() + audio.size(), "groups and audio renditions must have different ids");
        check(audio.isEmpty() || audio.getFirst().track().role() == AudioTrack.Role.MAIN, "no main audio track");
        audioSets(audio); // each checks that its renditions can follow each other
        long next = 0;
        for (int i = 0; i < clips.size(); i++) {
            Clip clip = clips.get(i);
            check(clip.index() == i && clip.startTicks() == next, "clip " + i + " does not follow the one before");
            next += clip.durationTicks();
            for (Member member : clip.members()) {
                check(clusterIds.contains(member.cluster()), "clip " + i + " names an unknown cluster");
            }
        }
    }

    /** A title in the current version of the format. */
    public static Title of(
            String name,
            PictureSize displaySize,
            String encoder,
            String vmafModel,
            List<BlendGroup> groups,
            List<Cluster> clusters,
            List<Clip> clips,
            List<AudioRendition> audio) {
        return new Title(
                FORMAT,
                VERSION,
                name,
                displaySize,
                encoder,
                vmafModel,
                groups,
                clusters,
                clips,
                audio,
                Optional.empty());
    }

    /** The same title with other renditions of sound, or none. */
    public Title withAudio(List<AudioRendition> other) {
        return new Title(
                format, version, name, displaySize, encoder, vmafModel, groups, clusters, clips, other, growth);
    }

    /** The same title as the beginning of one that is still being encoded. */
    public Title growing(Growth rest) {
        return new Title(
                format,
                version,
                name,
                displaySize,
                encoder,
                vmafModel,
                groups,
                clusters,
                clips,
                audio,
                Optional.of(rest));
    }

    /**
     * Whether another state of this growing title goes on from this one: it has the same clips first, with the same
     * members, and the same parameter sets. What was sent of this state can be followed by what is sent of that one.
     */
    public boolean goesOnIn(Title later) {
        return growth.isPresent()
                && clips.size() <= later.clips.size()
                && later.groups.containsAll(groups)
                && IntStream.range(0, clips.size()).allMatch(i -> clips.get(i).hasMembersOf(later.clips.get(i)))
                && audio.size() == later.audio.size()
                && IntStream.range(0, audio.size()).allMatch(i -> audio.get(i).goesOnIn(later.audio.get(i)));
    }

    private static void check(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }

    /** Its duration in ticks. */
    public long durationTicks() {
        return clips.getLast().startTicks() + clips.getLast().durationTicks();
    }

    /** The number of its pictures. */
    public long frameCount() {
        return clips.stream().mapToLong(Clip::frameCount).sum();
    }

    /** The renditions of sound by track and number of channels, in the order of {@link #audio}. */
    public List<AudioSet> audioSets() {
        return audioSets(audio);
    }

    private static List<AudioSet> audioSets(List<AudioRendition> audio) {
        Map<AudioSetId, List<AudioRendition>> sets = new LinkedHashMap<>();
        for (AudioRendition rendition : audio) {
            AudioSetId set = new AudioSetId(rendition.track().number(), rendition.channels());
            sets.computeIfAbsent(set, _ -> new ArrayList<>()).add(rendition);
        }
        return sets.values().stream().map(AudioSet::new).toList();
    }

    /** A rendition of sound by id; empty if there is none. */
    public Optional<AudioRendition> audio(AudioRenditionId id) {
        return audio.stream().filter(it -> it.id().equals(id)).findFirst();
    }

    /** The renditions of sound of a set; empty if there is none. */
    public Optional<AudioSet> audioSet(AudioSetId id) {
        return audioSets().stream().filter(it -> it.id().equals(id)).findFirst();
    }

    /**
     * A blend group by id.
     *
     * @throws IllegalArgumentException if there is none
     */
    public BlendGroup group(BlendGroupId id) {
        for (BlendGroup group : groups) {
            if (group.id().equals(id)) {
                return group;
            }
        }
        throw new IllegalArgumentException("no blend group " + id);
    }

    /**
     * A cluster by id.
     *
     * @throws IllegalArgumentException if there is none
     */
    public Cluster cluster(ClusterId id) {
        return clusters.stream()
                .filter(it -> it.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no cluster " + id));
    }

    /**
     * The blend group whose members serve a clip for a player that chose a group: that group, or, if the clip has no
     * member in it, the nearest smaller one, else the nearest larger one.
     */
    public BlendGroupId serving(BlendGroupId chosen, Clip clip) {
        Set<BlendGroupId> having = clustersOf(clip).stream().map(Cluster::group).collect(Collectors.toSet());
        List<BlendGroupId> order = groups.stream().map(BlendGroup::id).toList();
        int at = order.indexOf(chosen);
        return Stream.concat(order.subList(at, order.size()).stream(), order.subList(0, at).reversed().stream())
                .filter(having::contains)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("clip " + clip.index() + " has no member"));
    }

    /** The clusters that have a member for a clip, in the title's order. */
    public List<Cluster> clustersOf(Clip clip) {
        return clusters.stream().filter(it -> clip.has(it.id())).toList();
    }
}
