package dev.starling.swarm.pack;

import dev.starling.swarm.json.StrictJson;
import dev.starling.swarm.title.AccessUnitEntry;
import dev.starling.swarm.title.AudioRendition;
import dev.starling.swarm.title.AudioRenditionId;
import dev.starling.swarm.title.BlendGroup;
import dev.starling.swarm.title.BlendPoint;
import dev.starling.swarm.title.ClusterId;
import dev.starling.swarm.title.EncodingCost;
import dev.starling.swarm.title.IdrPicture;
import dev.starling.swarm.title.IdrPictures;
import dev.starling.swarm.title.Tail;
import dev.starling.swarm.title.Title;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes a package to a folder or any other {@link PackageTarget}. The package becomes visible with {@link #publish}.
 */
public final class PackageWriter implements AutoCloseable {
    private final PackageTarget target;
    private final Map<IdrPictures.Of, List<IdrPicture>> idrPictures = new HashMap<>();
    private final Set<String> inits = new HashSet<>();

    /** Starts a package; {@link #close} also closes {@code target}. */
    public PackageWriter(PackageTarget target) {
        this.target = target;
    }

    /**
     * Starts a package in a folder.
     *
     * @param target the package's folder: missing, empty, or an older package, which is replaced
     * @throws PackageException if the target holds something else
     * @throws IOException if its parent cannot be written
     */
    public static PackageWriter create(Path target) throws IOException {
        return new PackageWriter(FolderTarget.create(target));
    }

    /**
     * Writes a member's file.
     *
     * @param accessUnits the index, in decoding order
     * @param payload the access units in the same order; its size is the sum of theirs
     */
    public void member(int clip, ClusterId cluster, List<AccessUnitEntry> accessUnits, ByteBuffer payload)
            throws IOException {
        accessUnits(PackageLayout.member(clip, cluster), accessUnits, payload);
        idrPictures.put(new IdrPictures.Of(clip, cluster), IdrPicture.of(accessUnits));
    }

    /** Writes a tail; parameters as for {@link #member}. */
    public void tail(int clip, Tail tail, List<AccessUnitEntry> accessUnits, ByteBuffer payload) throws IOException {
        accessUnits(PackageLayout.tail(clip, tail), accessUnits, payload);
    }

    /** Writes a clip's audio in one rendition; parameters as for {@link #member}. */
    public void audio(AudioRenditionId rendition, int clip, List<AccessUnitEntry> accessUnits, ByteBuffer payload)
            throws IOException {
        accessUnits(PackageLayout.audio(rendition, clip), accessUnits, payload);
    }

    /** Writes a clip's blend atlas. */
    public void atlas(int clip, List<BlendPoint> points) throws IOException {
        target.write(PackageLayout.atlas(clip), ByteBuffer.wrap(AtlasFile.write(points)));
    }

    /**
     * Writes the poster: a picture of the title.
     *
     * @param jpeg a small JPEG file
     */
    public void poster(byte[] jpeg) throws IOException {
        target.write(PackageLayout.POSTER, ByteBuffer.wrap(PosterFile.write(jpeg)));
    }

    /** Writes the report of the run that makes the package. It is no part of the title. */
    public void report(EncodingCost cost) throws IOException {
        target.write(PackageLayout.REPORT, ByteBuffer.wrap(StrictJson.write(cost)));
    }

    /**
     * Writes the initialisation segments, the index of the IDR pictures and {@code title.json}, then makes the package
     * durable and visible. It replaces an older package of the same name. If the target is for titles that grow, what
     * follows can be written afterwards, and the longer title published.
     */
    public void publish(Title title) throws IOException {
        for (BlendGroup group : title.groups()) {
            init(PackageLayout.videoInit(group.id()), InitSegments.of(group));
        }
        for (AudioRendition audio : title.audio()) {
            init(PackageLayout.audioInit(audio.id()), InitSegments.of(audio));
        }
        target.write(PackageLayout.IDR_PICTURES, ByteBuffer.wrap(IdrFile.write(new IdrPictures(idrPictures))));
        target.write(PackageLayout.TITLE, ByteBuffer.wrap(TitleFile.write(title)));
        target.publish();
    }

    /** The initialisation segment of a rendition stays the same while its title grows. */
    private void init(String name, byte[] segment) throws IOException {
        if (inits.add(name)) {
            target.write(name, ByteBuffer.wrap(segment));
        }
    }

    /** Removes files that were not published. */
    @Override
    public void close() throws IOException {
        target.close();
    }

    private void accessUnits(String name, List<AccessUnitEntry> accessUnits, ByteBuffer payload) throws IOException {
        long indexed = accessUnits.stream().mapToLong(AccessUnitEntry::bytes).sum();
        if (indexed != payload.remaining()) {
            throw new IllegalArgumentException(
                    "the index describes " + indexed + " bytes, the payload has " + payload.remaining());
        }
        target.write(name, ByteBuffer.wrap(MemberFile.writeIndex(accessUnits, payload)), payload.duplicate());
    }
}
