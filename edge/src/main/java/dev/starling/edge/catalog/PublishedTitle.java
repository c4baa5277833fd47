package dev.starling.edge.catalog;

import dev.starling.swarm.pack.MappedMember;
import dev.starling.swarm.pack.PackageReader;
import dev.starling.swarm.steer.Outlooks;
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
    private final Outlooks outlooks;

    PublishedTitle(String id, PackageReader reader, MemberCache members) {
        this.id = id;
        this.reader = reader;
        this.members = members;
        this.outlooks = new Outlooks(reader.title());
    }

    /** The name of the package's folder. */
    public String id() {
        return id;
    }

    /** The description in the package. */
    public Title title() {
        return reader.title();
    }

    /** The title with what its clips are worth to a policy. */
    public Outlooks outlooks() {
        return outlooks;
    }

    /**
     * The member of a clip under a cluster.
     *
     * @throws dev.starling.swarm.pack.PackageException if its file is missing, damaged, or from another package
     */
    public MappedMember member(Clip clip, ClusterId cluster) throws IOException {
        return members.member(reader, clip.index(), cluster);
    }

    /** A clip's audio; the clip's segment must have at least one frame. */
    public MappedMember audio(int clip) throws IOException {
        return reader.audio(clip);
    }

    /** The initialization segment of a blend group ({@code avc1}). */
    public byte[] videoInit(BlendGroupId group) throws IOException {
        return reader.videoInit(group);
    }

    /** The initialization segment of the audio. */
    public byte[] audioInit() throws IOException {
        return reader.audioInit();
    }
}
