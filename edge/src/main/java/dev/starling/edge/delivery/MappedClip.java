package dev.starling.edge.delivery;

import dev.starling.edge.catalog.PublishedTitle;
import dev.starling.swarm.pack.MappedMember;
import dev.starling.swarm.pack.PackageException;
import dev.starling.swarm.steer.ClipMembers;
import dev.starling.swarm.title.AccessUnitEntry;
import dev.starling.swarm.title.Clip;
import dev.starling.swarm.title.ClusterId;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;

/**
 * The members of a clip that blend with each other, mapped into memory.
 *
 * @param members the indexes of their access units
 * @param files their bytes, by cluster
 */
record MappedClip(ClipMembers members, Map<ClusterId, MappedMember> files) {
    MappedClip {
        files = Map.copyOf(files);
    }

    /**
     * Maps a member and those that blend with it.
     *
     * @throws LostMemberException if a member is missing, damaged, or from another package
     */
    static MappedClip open(PublishedTitle published, Clip clip, ClusterId one) throws LostMemberException {
        Map<ClusterId, MappedMember> files = new LinkedHashMap<>();
        SequencedMap<ClusterId, List<AccessUnitEntry>> indexes = new LinkedHashMap<>();
        for (ClusterId id : ClipMembers.blendingWith(one, published.title(), clip)) {
            MappedMember file = member(published, clip, id);
            files.put(id, file);
            indexes.put(id, file.accessUnits());
        }
        return new MappedClip(new ClipMembers(clip, indexes), files);
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

    /** The file of a member. */
    MappedMember file(ClusterId id) {
        return Objects.requireNonNull(files.get(id), () -> "member " + id + " is not mapped");
    }
}
