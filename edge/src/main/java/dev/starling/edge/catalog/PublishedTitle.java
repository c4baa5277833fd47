package dev.starling.edge.catalog;

import dev.starling.edge.manifest.IFrameStreams;
import dev.starling.edge.manifest.IFrameTracks;
import dev.starling.edge.manifest.VideoTracks;
import dev.starling.swarm.pack.MappedMember;
import dev.starling.swarm.pack.PackageException;
import dev.starling.swarm.pack.PackageReader;
import dev.starling.swarm.steer.Outlooks;
import dev.starling.swarm.title.AudioRenditionId;
import dev.starling.swarm.title.BlendGroupId;
import dev.starling.swarm.title.BlendPoint;
import dev.starling.swarm.title.Clip;
import dev.starling.swarm.title.ClusterId;
import dev.starling.swarm.title.Growth;
import dev.starling.swarm.title.Tail;
import dev.starling.swarm.title.Title;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot of a package, taken when it was read. Thread-safe. Whatever reads files for an answer throws
 * {@link ReplacedException} if the package was replaced or removed, unless it goes on in another edition.
 */
public final class PublishedTitle {
    /**
     * What was read of a title is dropped when nobody has used it for so long: a title that is gone must not hold its
     * files, and with them space on the disk. Players need what they use within seconds.
     */
    public static final Duration MAX_IDLE = Duration.ofMinutes(5);

    private final String id;
    private final PackageReader reader;
    private final Presence presence;
    private final MemberCache members;
    private final Outlooks outlooks;
    private final VideoTracks tracks;
    /** The editions of which this one is the continuation: states in which the title was growing. */
    private final Map<String, Growth> earlier;

    private volatile @Nullable IFrameStreams iFrameStreams;
    private volatile @Nullable Boolean hasPoster;
    private volatile @Nullable PublishedTitle inBand;

    /** What has become of a package since it was opened. */
    interface Presence {
        /** Whether it is surely as it was, without waiting for another machine. */
        boolean isUnchanged();

        /** What is served of its id now. */
        Optional<PublishedTitle> now();
    }

    /** Reads something of the package. */
    private interface Reading<T> {
        T read() throws IOException;
    }

    /** @param before what was served of this id until now */
    PublishedTitle(
            String id, PackageReader reader, Presence presence, MemberCache members, Optional<PublishedTitle> before) {
        this.id = id;
        this.reader = reader;
        this.presence = presence;
        this.members = members;
        this.outlooks = new Outlooks(reader.title());
        VideoTracks tracks = new VideoTracks(reader.title());
        // Clips that are still to come may need other parameter sets than those in the initialization segment.
        this.tracks = reader.title().growth().isPresent() ? tracks.inBand() : tracks;
        this.earlier = before.filter(it -> it.title().goesOnIn(reader.title()))
                .map(PublishedTitle::editions)
                .orElse(Map.of());
    }

    /** The editions that go on in one that comes after this one, which is growing. */
    private Map<String, Growth> editions() {
        Map<String, Growth> all = new HashMap<>(earlier);
        title().growth().ifPresent(growth -> all.put(edition(), growth));
        return Map.copyOf(all);
    }

    private PublishedTitle(PublishedTitle title, VideoTracks tracks) {
        this.id = title.id;
        this.reader = title.reader;
        this.presence = title.presence;
        this.members = title.members;
        this.outlooks = title.outlooks;
        this.tracks = tracks;
        this.earlier = title.earlier;
    }

    /**
     * Reads files that may be another package's by now: they are found by their names, and names are the same in all
     * packages.
     *
     * @throws ReplacedException if the package was replaced or removed
     */
    private <T> T read(Reading<T> reading) throws IOException {
        T value;
        try {
            value = reading.read();
        } catch (IOException | PackageException e) {
            if (isReplaced(it -> it.reader == reader)) {
                throw new ReplacedException(id, e);
            }
            throw e;
        }
        if (isReplaced(it -> it.has(edition()))) {
            throw new ReplacedException(id);
        }
        return value;
    }

    /** @param goesOn whether what is served now has the same files */
    private boolean isReplaced(Predicate<PublishedTitle> goesOn) {
        if (presence.isUnchanged()) {
            return false;
        }
        try {
            return presence.now().filter(goesOn).isEmpty();
        } catch (UncheckedIOException unreachable) {
            // Nobody knows, so what was read counts.
            return false;
        }
    }

    /** The same with all parameter sets in band: for players with an initialization segment of another edition. */
    public PublishedTitle inBand() {
        PublishedTitle known = inBand;
        if (known == null) {
            // Two threads may both make one; caches then hold the clips of both for a while.
            known = new PublishedTitle(this, tracks.inBand());
            inBand = known;
        }
        return known;
    }

    /** The name of the package's folder. */
    public String id() {
        return id;
    }

    /** Tells this package from any other one of the same name. */
    public String edition() {
        return reader.edition();
    }

    /**
     * Whether what an edition of this title names is here unchanged: it is this one, or one that this one goes on from.
     */
    public boolean has(String edition) {
        return edition.equals(edition()) || earlier.containsKey(edition);
    }

    /** What was known of the rest of the title in an edition that this one goes on from; empty if it was whole. */
    public Optional<Growth> growthIn(String edition) {
        return edition.equals(edition()) ? title().growth() : Optional.ofNullable(earlier.get(edition));
    }

    /** The description in the package. */
    public Title title() {
        return reader.title();
    }

    /** What each rendition of the pictures sends. */
    public VideoTracks tracks() {
        return tracks;
    }

    /**
     * The I-frame playlists of the title; empty if the package was made before packages had an index of IDR pictures.
     *
     * @throws dev.starling.swarm.pack.PackageException if the index is damaged
     */
    public Optional<IFrameTracks> iFrames() throws IOException {
        return read(reader::idrPictures).map(pictures -> new IFrameTracks(tracks, pictures));
    }

    /**
     * What a multivariant playlist lists of them. The index is read once: every session needs these few numbers, but
     * hardly one the places of all pictures.
     *
     * @throws dev.starling.swarm.pack.PackageException if the index is damaged
     */
    public IFrameStreams iFrameStreams() throws IOException {
        IFrameStreams known = iFrameStreams;
        if (known == null) {
            known = iFrames().map(IFrameTracks::streams).orElse(IFrameStreams.NONE);
            iFrameStreams = known;
        }
        return known;
    }

    /**
     * The poster of the title, a JPEG file; empty if the package has none. It is read each time: clients keep it.
     *
     * @throws dev.starling.swarm.pack.PackageException if it is damaged
     */
    public Optional<byte[]> poster() throws IOException {
        return read(reader::poster);
    }

    /** Whether there is a poster that can be read. The package is looked at once, since it never changes. */
    public boolean hasPoster() {
        Boolean known = hasPoster;
        if (known == null) {
            try {
                known = reader.poster().isPresent();
            } catch (IOException | PackageException damaged) {
                known = false;
            }
            hasPoster = known;
        }
        return known;
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
        return members.member(reader, clip.index(), cluster, () -> read(() -> reader.member(clip.index(), cluster)));
    }

    /**
     * The blend points of a clip.
     *
     * @throws dev.starling.swarm.pack.PackageException if the clip's atlas is missing or damaged
     */
    public List<BlendPoint> atlas(Clip clip) throws IOException {
        return read(() -> reader.atlas(clip.index()));
    }

    /**
     * A tail of a clip.
     *
     * @throws dev.starling.swarm.pack.PackageException if its file is missing or damaged
     */
    public MappedMember tail(Clip clip, Tail tail) throws IOException {
        return members.tail(reader, clip.index(), tail, () -> read(() -> reader.tail(clip.index(), tail)));
    }

    /** A clip's audio in a rendition; the clip's segment must have at least one frame. */
    public MappedMember audio(AudioRenditionId rendition, int clip) throws IOException {
        return read(() -> reader.audio(rendition, clip));
    }

    /** The initialization segment of a blend group ({@code avc1}). */
    public byte[] videoInit(BlendGroupId group) {
        return reader.videoInit(group);
    }

    /** The initialization segment of an audio rendition. */
    public byte[] audioInit(AudioRenditionId rendition) {
        return reader.audioInit(rendition);
    }
}
