package dev.starling.swarm.title;

import java.util.List;
import java.util.Map;

/**
 * The IDR pictures of all members of a title.
 *
 * @param byMember those of each member, in decoding order
 */
public record IdrPictures(Map<Of, List<IdrPicture>> byMember) {
    /**
     * A member.
     *
     * @param clip the index of its clip
     */
    public record Of(int clip, ClusterId cluster) {}

    public IdrPictures {
        byMember = Map.copyOf(byMember);
    }

    /** Those of a member; empty if they are not known. */
    public List<IdrPicture> of(int clip, ClusterId cluster) {
        return byMember.getOrDefault(new Of(clip, cluster), List.of());
    }
}
