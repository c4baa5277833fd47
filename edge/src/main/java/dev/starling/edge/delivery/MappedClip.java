package dev.starling.edge.delivery;

import dev.starling.edge.catalog.PublishedTitle;
import dev.starling.swarm.pack.MappedMember;
import dev.starling.swarm.pack.PackageException;
import dev.starling.swarm.steer.BlendPlan.OfMember;
import dev.starling.swarm.steer.BlendPlan.OfTail;
import dev.starling.swarm.steer.BlendPlan.Stored;
import dev.starling.swarm.steer.ClipMedia;
import dev.starling.swarm.steer.ClipMembers;
import dev.starling.swarm.steer.Levels;
import dev.starling.swarm.title.AccessUnitEntry;
import dev.starling.swarm.title.BlendGroup;
import dev.starling.swarm.title.BlendPoint;
import dev.starling.swarm.title.Clip;
import dev.starling.swarm.title.ClusterId;
import dev.starling.swarm.title.ParameterSetPair;
import dev.starling.swarm.title.Tail;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.function.Consumer;

/**
 * The members of a clip that blend with each other, and the tails of one of them, mapped into memory.
 *
 * @param members the indexes of their access units
 * @param files the bytes of the members, by cluster
 * @param tails the bytes of the tails
 * @param parameterSets those of all of them
 * @param recent what follows from its plans
 */
record MappedClip(
        ClipMembers members,
        Map<ClusterId, MappedMember> files,
        Map<Tail, MappedMember> tails,
        ParameterSetPair parameterSets,
        RecentPlans recent) {
    MappedClip {
        files = Map.copyOf(files);
        tails = Map.copyOf(tails);
    }

    /**
     * Maps a member, those that blend with it, and the tails of it and of the lower ones. A tail that cannot be read is
     * left out.
     *
     * @param levels those that plans may use
     * @param onLost receives the reason for each tail that is left out, or for the atlas that names them all
     * @throws LostMemberException if a member is missing, damaged, or from another package
     */
    static MappedClip open(
            PublishedTitle published, Clip clip, ClusterId one, Levels levels, Consumer<IOException> onLost)
            throws LostMemberException {
        Map<ClusterId, MappedMember> files = new LinkedHashMap<>();
        SequencedMap<ClusterId, List<AccessUnitEntry>> indexes = new LinkedHashMap<>();
        for (ClusterId id : ClipMembers.blendingWith(one, published.title(), clip)) {
            MappedMember file = member(published, clip, id);
            files.put(id, file);
            indexes.put(id, file.accessUnits());
        }
        SequencedMap<ClusterId, List<AccessUnitEntry>> reachable = new LinkedHashMap<>(indexes);
        while (!reachable.firstEntry().getKey().equals(one)) {
            reachable.pollFirstEntry();
        }
        List<BlendPoint> atlas = atlas(published, clip, onLost);
        Map<Tail, MappedMember> tails = tails(published, clip, reachable, atlas, onLost);
        Map<Tail, List<AccessUnitEntry>> tailIndexes = new LinkedHashMap<>();
        tails.forEach((tail, file) -> tailIndexes.put(tail, file.accessUnits()));
        BlendGroup group =
                published.title().group(published.title().cluster(one).group());
        ClipMedia media = new ClipMedia(group.pictureSize(), indexes, tailIndexes, atlas);
        return new MappedClip(
                new ClipMembers(clip, media, levels), files, tails, group.parameterSets(), new RecentPlans());
    }

    private static List<BlendPoint> atlas(PublishedTitle published, Clip clip, Consumer<IOException> onLost) {
        try {
            return published.atlas(clip);
        } catch (IOException | PackageException e) {
            onLost.accept(new IOException(e.getMessage(), e));
            return List.of();
        }
    }

    private static Map<Tail, MappedMember> tails(
            PublishedTitle published,
            Clip clip,
            Map<ClusterId, List<AccessUnitEntry>> members,
            List<BlendPoint> atlas,
            Consumer<IOException> onLost) {
        List<Tail> known = atlas.stream()
                .filter(BlendPoint.OfTail.class::isInstance)
                .map(it -> ((BlendPoint.OfTail) it).tail())
                .filter(it -> members.containsKey(it.member()))
                .toList();
        Map<Tail, MappedMember> tails = new LinkedHashMap<>();
        for (Tail tail : known) {
            try {
                MappedMember file = published.tail(clip, tail);
                List<AccessUnitEntry> ofMember = Objects.requireNonNull(members.get(tail.member()));
                if (ClipMembers.continues(tail, file.accessUnits(), ofMember)) {
                    tails.put(tail, file);
                } else {
                    onLost.accept(new IOException(
                            published.id() + ", clip " + clip.index() + ": " + tail + " does not continue its member"));
                }
            } catch (IOException | PackageException e) {
                onLost.accept(new IOException(e.getMessage(), e));
            }
        }
        return tails;
    }

    private static MappedMember member(PublishedTitle published, Clip clip, ClusterId id) throws LostMemberException {
        MappedMember file;
        try {
            file = published.member(clip, id);
        } catch (IOException | PackageException e) {
            throw new LostMemberException(id, e);
        }
        if (file.accessUnits().size() != clip.frameCount()) {
            throw new LostMemberException(
                    id,
                    new IOException(published.id() + ": member " + id + " of clip " + clip.index() + " has "
                            + file.accessUnits().size() + " access units, the clip " + clip.frameCount()));
        }
        return file;
    }

    /** The file of a source. */
    MappedMember file(Stored source) {
        MappedMember file = switch (source) {
            case OfMember(ClusterId member) -> files.get(member);
            case OfTail(Tail tail) -> tails.get(tail);
        };
        return Objects.requireNonNull(file, () -> source + " is not mapped");
    }
}
