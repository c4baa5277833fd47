package dev.starling.edge.delivery;

import dev.starling.edge.catalog.PublishedTitle;
import dev.starling.swarm.pack.MappedMember;
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
     * @throws dev.starling.swarm.pack.PackageException if a member is missing or damaged
     * @throws IOException if a member does not have the clip's number of access units: it is from another package
     */
    static MappedClip open(PublishedTitle published, Clip clip, ClusterId one) throws IOException {
        Map<ClusterId, MappedMember> files = new LinkedHashMap<>();
        SequencedMap<ClusterId, List<AccessUnitEntry>> indexes = new LinkedHashMap<>();
        for (ClusterId id : ClipMembers.blendingWith(one, published.title(), clip)) {
            MappedMember file = published.member(clip, id);
            files.put(id, file);
            indexes.put(id, file.accessUnits());
        }
        try {
            return new MappedClip(new ClipMembers(clip, indexes), files);
        } catch (IllegalArgumentException ofAnotherPackage) {
            throw new IOException(published.id() + ": " + ofAnotherPackage.getMessage(), ofAnotherPackage);
        }
    }

    /** The file of a member. */
    MappedMember file(ClusterId id) {
        return Objects.requireNonNull(files.get(id), () -> "member " + id + " is not mapped");
    }
}
