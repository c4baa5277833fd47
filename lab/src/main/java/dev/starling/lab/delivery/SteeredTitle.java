package dev.starling.lab.delivery;

import dev.starling.swarm.cmaf.ChunkHeader;
import dev.starling.swarm.pack.PackageReader;
import dev.starling.swarm.steer.ClipMedia;
import dev.starling.swarm.steer.ClipMembers;
import dev.starling.swarm.steer.Levels;
import dev.starling.swarm.steer.NetworkState;
import dev.starling.swarm.steer.Outlooks;
import dev.starling.swarm.steer.SoundChoice;
import dev.starling.swarm.title.AccessUnitEntry;
import dev.starling.swarm.title.AudioRendition;
import dev.starling.swarm.title.AudioSet;
import dev.starling.swarm.title.AudioTrack;
import dev.starling.swarm.title.BlendGroup;
import dev.starling.swarm.title.BlendGroupId;
import dev.starling.swarm.title.BlendPoint;
import dev.starling.swarm.title.Clip;
import dev.starling.swarm.title.Cluster;
import dev.starling.swarm.title.ClusterId;
import dev.starling.swarm.title.Tail;
import dev.starling.swarm.title.Title;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
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
    private final Optional<AudioSet> mainSound;
    private final FixedRenditions renditions;

    /** Gives the access units of a member in decoding order. */
    public interface Indexes {
        /** The access units of the member of a clip under a cluster. */
        List<AccessUnitEntry> accessUnits(Clip clip, ClusterId cluster) throws IOException;

        /** The access units of each tail of a member of a clip. */
        default Map<Tail, List<AccessUnitEntry>> tails(Clip clip, ClusterId member) throws IOException {
            return Map.of();
        }

        /** The blend points of a clip. */
        default List<BlendPoint> atlas(Clip clip) throws IOException {
            return List.of();
        }
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
        this.mainSound = mainSound(title);
        this.renditions = new FixedRenditions(this);
    }

    private static Optional<AudioSet> mainSound(Title title) {
        return title.audioSets().stream()
                .filter(set -> set.track().role() == AudioTrack.Role.MAIN)
                .min(Comparator.comparingInt(AudioSet::channels));
    }

    /**
     * Reads a package.
     *
     * @throws dev.starling.swarm.pack.PackageException if it is damaged
     */
    public static SteeredTitle read(Path folder) throws IOException {
        PackageReader reader = PackageReader.open(folder);
        return new SteeredTitle(reader.title(), new Indexes() {
            @Override
            public List<AccessUnitEntry> accessUnits(Clip clip, ClusterId cluster) throws IOException {
                return reader.member(clip.index(), cluster).accessUnits();
            }

            @Override
            public Map<Tail, List<AccessUnitEntry>> tails(Clip clip, ClusterId member) throws IOException {
                Map<Tail, List<AccessUnitEntry>> tails = new HashMap<>();
                for (BlendPoint point : reader.atlas(clip.index())) {
                    if (point instanceof BlendPoint.OfTail tailPoint
                            && tailPoint.tail().member().equals(member)) {
                        Tail tail = tailPoint.tail();
                        tails.put(tail, reader.tail(clip.index(), tail).accessUnits());
                    }
                }
                return tails;
            }

            @Override
            public List<BlendPoint> atlas(Clip clip) throws IOException {
                return reader.atlas(clip.index());
            }
        });
    }

    private SteeredTitle(
            Title title, List<Map<ClusterId, ClipMembers>> members, Map<BlendGroupId, Integer> parameterSetBytes) {
        this.title = title;
        this.outlooks = new Outlooks(title);
        this.members = members;
        this.parameterSetBytes = parameterSetBytes;
        this.mainSound = mainSound(title);
        this.renditions = new FixedRenditions(this);
    }

    /**
     * The same title several times in a row, as one title.
     *
     * @param times at least 1
     */
    public SteeredTitle repeated(int times) {
        List<Clip> clips = new ArrayList<>();
        List<Map<ClusterId, ClipMembers>> all = new ArrayList<>();
        for (int pass = 0; pass < times; pass++) {
            for (Clip clip : title.clips()) {
                clips.add(new Clip(
                        clips.size(),
                        pass * title.durationTicks() + clip.startTicks(),
                        clip.durationTicks(),
                        clip.frameCount(),
                        clip.start(),
                        clip.assignment(),
                        clip.members(),
                        clip.ceiling()));
                all.add(members.get(clip.index()));
            }
        }
        Title repeated = Title.of(
                title.name(),
                title.displaySize(),
                title.encoder(),
                title.vmafModel(),
                title.groups(),
                title.clusters(),
                clips,
                title.audio().stream().map(it -> repeated(it, times)).toList());
        return new SteeredTitle(repeated, all, parameterSetBytes);
    }

    private static AudioRendition repeated(AudioRendition audio, int times) {
        List<AudioRendition.AudioSegment> segments = new ArrayList<>();
        long samples = 0;
        for (int pass = 0; pass < times; pass++) {
            for (AudioRendition.AudioSegment segment : audio.segments()) {
                segments.add(new AudioRendition.AudioSegment(samples, segment.frameCount(), segment.bytes()));
                samples += (long) segment.frameCount() * AudioRendition.SAMPLES_PER_FRAME;
            }
        }
        return new AudioRendition(
                audio.id(),
                audio.track(),
                audio.origin(),
                audio.codecs(),
                audio.audioSpecificConfig(),
                audio.sampleRate(),
                audio.channels(),
                audio.primingSamples(),
                segments);
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
            Map<Tail, List<AccessUnitEntry>> tails = new HashMap<>();
            for (ClusterId id : blending.keySet()) {
                tails.putAll(indexes.tails(clip, id));
            }
            ClipMedia media =
                    new ClipMedia(title.group(cluster.group()).pictureSize(), blending, tails, indexes.atlas(clip));
            ClipMembers together = new ClipMembers(clip, media, Levels.ALL);
            blending.keySet().forEach(id -> members.put(id, together));
        }
        return members;
    }

    /** The title. */
    public Title title() {
        return title;
    }

    /** The renditions of the title for a player that chooses itself. */
    FixedRenditions renditions() {
        return renditions;
    }

    /** The title with what its clips are worth. */
    Outlooks outlooks() {
        return outlooks;
    }

    /** The members of a clip that blend with one of them, including that one, and their tails. */
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

    /** The size of the main soundtrack of a clip as it is sent over a path; 0 without sound. */
    long audioBytes(Clip clip, NetworkState network) {
        return mainSound
                .map(set -> SoundChoice.of(set, network).segments())
                .filter(it -> clip.index() < it.size())
                .map(it -> it.get(clip.index()))
                .filter(it -> it.frameCount() > 0)
                .map(SteeredTitle::bytes)
                .orElse(0L);
    }

    private static long bytes(AudioRendition.AudioSegment segment) {
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
