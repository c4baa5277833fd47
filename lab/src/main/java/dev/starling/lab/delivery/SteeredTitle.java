package dev.starling.lab.delivery;

import dev.starling.swarm.cmaf.ChunkHeader;
import dev.starling.swarm.pack.PackageReader;
import dev.starling.swarm.steer.ClipMembers;
import dev.starling.swarm.steer.Outlooks;
import dev.starling.swarm.title.AccessUnitEntry;
import dev.starling.swarm.title.AudioTrack;
import dev.starling.swarm.title.AudioTrack.AudioSegment;
import dev.starling.swarm.title.BlendGroup;
import dev.starling.swarm.title.BlendGroupId;
import dev.starling.swarm.title.Clip;
import dev.starling.swarm.title.Cluster;
import dev.starling.swarm.title.ClusterId;
import dev.starling.swarm.title.Title;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;

/** A title with the indexes of all its members: what delivery decides on, without the media. Immutable. */
public final class SteeredTitle {
    private static final int SEGMENT_TYPE_BYTES = ChunkHeader.segmentType().length;
    private static final int ONE_SAMPLE_HEADER_BYTES = headerBytesOf(1);
    private static final int BYTES_PER_SAMPLE = headerBytesOf(2) - ONE_SAMPLE_HEADER_BYTES;

    private final Title title;
    private final Outlooks outlooks;
    private final List<Map<ClusterId, ClipMembers>> members;
    private final Map<BlendGroupId, Integer> parameterSetBytes;

    /** Gives the access units of a member in decoding order. */
    public interface Indexes {
        /** The access units of the member of a clip under a cluster. */
        List<AccessUnitEntry> accessUnits(Clip clip, ClusterId cluster) throws IOException;
    }

    /**
     * A title with given indexes.
     *
     * @throws IOException if the indexes cannot be read
     * @throws IllegalArgumentException if a member does not have the access units of its clip
     */
    public SteeredTitle(Title title, Indexes indexes) throws IOException {
        this.title = title;
        this.outlooks = new Outlooks(title);
        this.members = new ArrayList<>();
        this.parameterSetBytes = new HashMap<>();
        for (Clip clip : title.clips()) {
            members.add(members(title, clip, indexes));
        }
        for (BlendGroup group : title.groups()) {
            parameterSetBytes.put(group.id(), group.parameterSets().inBand().length);
        }
    }

    /**
     * Reads a package.
     *
     * @throws dev.starling.swarm.pack.PackageException if it is damaged
     */
    public static SteeredTitle read(Path folder) throws IOException {
        PackageReader reader = PackageReader.open(folder);
        return new SteeredTitle(
                reader.title(),
                (clip, cluster) -> reader.member(clip.index(), cluster).accessUnits());
    }

    private SteeredTitle(
            Title title, List<Map<ClusterId, ClipMembers>> members, Map<BlendGroupId, Integer> parameterSetBytes) {
        this.title = title;
        this.outlooks = new Outlooks(title);
        this.members = members;
        this.parameterSetBytes = parameterSetBytes;
    }

    /**
     * The same title several times in a row, as one title.
     *
     * @param times at least 1
     */
    public SteeredTitle repeated(int times) {
        List<Clip> clips = new ArrayList<>();
        List<Map<ClusterId, ClipMembers>> all = new ArrayList<>();
        List<AudioSegment> sound = new ArrayList<>();
        long samples = 0;
        for (int pass = 0; pass < times; pass++) {
            for (Clip clip : title.clips()) {
                clips.add(new Clip(
                        clips.size(),
                        pass * title.durationTicks() + clip.startTicks(),
                        clip.durationTicks(),
                        clip.frameCount(),
                        clip.start(),
                        clip.assignment(),
                        clip.members()));
                all.add(members.get(clip.index()));
            }
            for (AudioSegment segment : title.audio().map(AudioTrack::segments).orElse(List.of())) {
                sound.add(new AudioSegment(samples, segment.frameCount(), segment.bytes()));
                samples += (long) segment.frameCount() * AudioTrack.SAMPLES_PER_FRAME;
            }
        }
        Optional<AudioTrack> audio = title.audio()
                .map(it -> new AudioTrack(
                        it.codecs(),
                        it.audioSpecificConfig(),
                        it.sampleRate(),
                        it.channels(),
                        it.primingSamples(),
                        sound));
        Title repeated = Title.of(
                title.name(),
                title.displaySize(),
                title.encoder(),
                title.vmafModel(),
                title.groups(),
                title.clusters(),
                clips,
                audio);
        return new SteeredTitle(repeated, all, parameterSetBytes);
    }

    private static Map<ClusterId, ClipMembers> members(Title title, Clip clip, Indexes indexes) throws IOException {
        Map<ClusterId, ClipMembers> members = new HashMap<>();
        for (Cluster cluster : title.clustersOf(clip)) {
            if (members.containsKey(cluster.id())) {
                continue;
            }
            SequencedMap<ClusterId, List<AccessUnitEntry>> blending = new LinkedHashMap<>();
            for (ClusterId id : ClipMembers.blendingWith(cluster.id(), title, clip)) {
                blending.put(id, indexes.accessUnits(clip, id));
            }
            ClipMembers shared = new ClipMembers(clip, blending);
            blending.keySet().forEach(id -> members.put(id, shared));
        }
        return members;
    }

    /** The title. */
    public Title title() {
        return title;
    }

    /** The title with what its clips are worth. */
    Outlooks outlooks() {
        return outlooks;
    }

    /** The members of a clip that blend with one of them, including that one. */
    public ClipMembers members(Clip clip, ClusterId one) {
        return Objects.requireNonNull(
                members.get(clip.index()).get(one), () -> "clip " + clip.index() + " has no member " + one);
    }

    /** The size of a server-steered chunk without its access units: the header, and parameter sets at IDR pictures. */
    int overheadBytes(BlendGroupId group, int from, int until, int idrPictures) {
        int segmentType = from == 0 ? SEGMENT_TYPE_BYTES : 0;
        return segmentType
                + headerBytes(until - from)
                + idrPictures * Objects.requireNonNull(parameterSetBytes.get(group));
    }

    /** The size of a clip's sound as it is sent; 0 without sound. */
    long audioBytes(Clip clip) {
        return title.audio()
                .filter(it -> clip.index() < it.segments().size())
                .map(it -> it.segments().get(clip.index()))
                .filter(it -> it.frameCount() > 0)
                .map(SteeredTitle::bytes)
                .orElse(0L);
    }

    private static long bytes(AudioTrack.AudioSegment segment) {
        return SEGMENT_TYPE_BYTES + headerBytes(segment.frameCount()) + segment.bytes();
    }

    private static int headerBytesOf(int samples) {
        return ChunkHeader.of(1, 0, Collections.nCopies(samples, ChunkHeader.Sample.nonSync(1, 1, 0))).length;
    }

    /** The size of a header depends only on the number of samples. */
    private static int headerBytes(int samples) {
        return ONE_SAMPLE_HEADER_BYTES + BYTES_PER_SAMPLE * (samples - 1);
    }
}
