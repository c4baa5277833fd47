package dev.starling.edge.catalog;

import dev.starling.swarm.pack.MappedMember;
import dev.starling.swarm.pack.PackageReader;
import dev.starling.swarm.title.AudioRenditionId;
import dev.starling.swarm.title.BlendGroupId;
import dev.starling.swarm.title.Clip;
import dev.starling.swarm.title.ClusterId;
import dev.starling.swarm.title.Title;
import java.io.IOException;

/** A snapshot of a package, taken when it was read. Thread-safe. */
public final class PublishedTitle {
    private final String id;
    private final PackageReader reader;
    private final MemberCache members;

    PublishedTitle(String id, PackageReader reader, MemberCache members) {
        this.id = id;
        this.reader = reader;
        this.members = members;
    }

    /** The name of the package's folder. */
    public String id() {
        return id;
    }

    /** The description in the package. */
    public Title title() {
        return reader.title();
    }

    /**
     * The member of a clip under a cluster.
     *
     * @throws dev.starling.swarm.pack.PackageException if its file is missing, damaged, or from another package
     */
    public MappedMember member(Clip clip, ClusterId cluster) throws IOException {
        return members.member(reader, clip.index(), cluster);
    }

    /** A clip's audio in a rendition; the clip's segment must have at least one frame. */
    public MappedMember audio(AudioRenditionId rendition, int clip) throws IOException {
        return reader.audio(rendition, clip);
    }

    /** The initialization segment of a blend group ({@code avc1}). */
    public byte[] videoInit(BlendGroupId group) throws IOException {
        return reader.videoInit(group);
    }

    /** The initialization segment of an audio rendition. */
    public byte[] audioInit(AudioRenditionId rendition) throws IOException {
        return reader.audioInit(rendition);
    }
}
