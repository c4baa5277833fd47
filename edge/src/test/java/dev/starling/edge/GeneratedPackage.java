package dev.starling.edge;

import dev.starling.swarm.pack.PackageWriter;
import dev.starling.swarm.profile.Codec;
import dev.starling.swarm.profile.PictureSize;
import dev.starling.swarm.profile.Profile;
import dev.starling.swarm.profile.RateControl;
import dev.starling.swarm.profile.StructuralGenes;
import dev.starling.swarm.profile.Tuning;
import dev.starling.swarm.title.AccessUnitEntry;
import dev.starling.swarm.title.AccessUnitType;
import dev.starling.swarm.title.AudioRendition;
import dev.starling.swarm.title.AudioRendition.AudioSegment;
import dev.starling.swarm.title.AudioRenditionId;
import dev.starling.swarm.title.AudioTrack;
import dev.starling.swarm.title.BlendGroup;
import dev.starling.swarm.title.BlendGroupId;
import dev.starling.swarm.title.BlendPoint;
import dev.starling.swarm.title.Clip;
import dev.starling.swarm.title.Cluster;
import dev.starling.swarm.title.ClusterId;
import dev.starling.swarm.title.Growth;
import dev.starling.swarm.title.Member;
import dev.starling.swarm.title.ParameterSetPair;
import dev.starling.swarm.title.Quality;
import dev.starling.swarm.title.SoftAssignment;
import dev.starling.swarm.title.Tail;
import dev.starling.swarm.title.Title;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Packages of made-up media: access units of random bytes in the shape of real ones. Nothing decodes them; everything
 * but their content is as the farm writes it.
 *
 * @param clips how many, of 2 s and 50 pictures each; every second one has another IDR picture in its middle, as at a
 *     scene cut that is too near to the clip's start for a clip of its own
 * @param topBitsPerSecond of the best member; each step of quality has 0.65 of the one above, each step of size 0.5
 * @param seed decides every byte
 */
public record GeneratedPackage(int clips, double topBitsPerSecond, long seed) {
    public static final int FRAMES = 50;
    public static final int FRAME_TICKS = 3600;
    public static final int SAMPLE_RATE = 48_000;
    public static final List<PictureSize> SIZES =
            List.of(new PictureSize(1920, 1080), new PictureSize(1280, 720), new PictureSize(854, 480));

    /** No picture: nothing at the edge decodes it. */
    static final byte[] POSTER = "a poster".getBytes(StandardCharsets.US_ASCII);

    private static final List<Double> CRFS = List.of(23.0, 27.0, 31.0);
    /** The soundtracks: one with surround sound, one in another language. */
    private static final List<AudioTrack> TRACKS = List.of(
            new AudioTrack(1, "en", Optional.empty(), AudioTrack.Role.MAIN),
            new AudioTrack(2, "fr", Optional.of("Français \"doublé\" <&>"), AudioTrack.Role.ALTERNATE));

    /** No clip of a title that grows is longer. */
    public static final long MAX_CLIP_SECONDS = 6;

    private static final int SURROUND = 6;
    private static final int STEREO = 2;
    private static final int PRIMING = 1024;

    public static BlendGroupId group(PictureSize size) {
        return new BlendGroupId("h264-" + size.height() + "p");
    }

    /** The members of a size, best first. */
    public static List<ClusterId> members(PictureSize size) {
        return CRFS.stream()
                .map(crf -> new ClusterId(group(size) + "-crf" + crf.intValue()))
                .toList();
    }

    /** Decoding order of one GOP with two B pictures between references, the second level of a pyramid left out. */
    private static int[] presentationOrder(int pictures) {
        int[] order = new int[pictures];
        int next = 1;
        for (int shown = 1; shown < pictures; ) {
            int reference = Math.min(shown + 2, pictures - 1);
            order[next++] = reference;
            for (int b = shown; b < reference; b++) {
                order[next++] = b;
            }
            shown = reference + 1;
        }
        return order;
    }

    /** P pictures, 0.4 and 0.76 s after the start of each clip. */
    public static final List<Integer> TAILS = List.of(10, 19);

    public static final double TAIL_CRF_STEP = 12;

    /** Writes the package, without tails. */
    public Title write(Path target) throws IOException {
        return write(target, List.of());
    }

    /**
     * Writes the package.
     *
     * @param tails the access units at which the members have tails
     */
    public Title write(Path target, List<Integer> tails) throws IOException {
        return write(target, tails, TRACKS);
    }

    /** Writes the package without sound and tails. */
    public Title writeSilent(Path target) throws IOException {
        return write(target, List.of(), List.of());
    }

    private Title write(Path target, List<Integer> tails, List<AudioTrack> sound) throws IOException {
        try (Writing writing = new Writing(target, tails, sound)) {
            while (writing.written.size() < clips) {
                writing.clip();
            }
            return writing.publish();
        }
    }

    /** Starts to write the package, without tails, clip by clip. */
    public Writing grow(Path target) throws IOException {
        return new Writing(target, List.of(), TRACKS);
    }

    /** A package that is being written. */
    public final class Writing implements AutoCloseable {
        private final PackageWriter writer;
        private final List<Integer> tails;
        private final List<AudioTrack> sound;
        private final RandomGenerator random = new SplittableRandom(seed);
        private final List<Clip> written = new ArrayList<>();
        private final Map<AudioRenditionId, List<AudioSegment>> audio = new LinkedHashMap<>();
        private long nextSample;

        private Writing(Path target, List<Integer> tails, List<AudioTrack> sound) throws IOException {
            this.writer = PackageWriter.create(target);
            this.tails = tails;
            this.sound = sound;
        }

        /** Writes the next clip. */
        public void clip() throws IOException {
            int clip = written.size();
            written.add(GeneratedPackage.this.clip(writer, clip, tails, random));
            long until = PRIMING + (clip + 1) * 2L * SAMPLE_RATE;
            int frames = (int) ((until - nextSample) / AudioRendition.SAMPLES_PER_FRAME);
            for (AudioRendition rendition : renditions(sound, Map.of())) {
                audio.computeIfAbsent(rendition.id(), _ -> new ArrayList<>())
                        .add(audio(writer, rendition, clip, new AudioSegment(nextSample, frames, 0)));
            }
            nextSample += (long) frames * AudioRendition.SAMPLES_PER_FRAME;
        }

        /** Publishes what is written as the beginning of a title. */
        public Title publishBeginning() throws IOException {
            Title title = title().growing(new Growth(
                    OptionalLong.of((long) clips * FRAMES * FRAME_TICKS), MAX_CLIP_SECONDS * Title.TIMESCALE));
            writer.publish(title);
            return title;
        }

        /** Publishes what is written as a whole title. */
        public Title publish() throws IOException {
            writer.poster(POSTER);
            Title title = title();
            writer.publish(title);
            return title;
        }

        private Title title() {
            return Title.of(
                    "Generated & \"quoted\" <title>",
                    SIZES.getFirst(),
                    "none",
                    "none",
                    SIZES.stream().map(GeneratedPackage::blendGroup).toList(),
                    clusters(),
                    written,
                    renditions(sound, audio));
        }

        @Override
        public void close() throws IOException {
            writer.close();
        }
    }

    private static BlendGroup blendGroup(PictureSize size) {
        byte level = (byte) (size.height() >= 1080 ? 40 : 31);
        return new BlendGroup(
                group(size),
                Codec.H264,
                size,
                ParameterSetPair.of(
                        new byte[] {0x67, 100, 0, level, (byte) 0xAC, (byte) (size.height() / 8), 1},
                        new byte[] {0x68, 1, 2}));
    }

    private List<Cluster> clusters() {
        List<Cluster> clusters = new ArrayList<>();
        for (int size = 0; size < SIZES.size(); size++) {
            for (int quality = 0; quality < CRFS.size(); quality++) {
                clusters.add(new Cluster(
                        members(SIZES.get(size)).get(quality),
                        group(SIZES.get(size)),
                        new Profile.H264(
                                SIZES.get(size),
                                StructuralGenes.DEFAULT,
                                new RateControl.ConstantRateFactor(CRFS.get(quality)),
                                Tuning.DEFAULT)));
            }
        }
        return clusters;
    }

    private double bitsPerSecond(int size, int quality) {
        return topBitsPerSecond * Math.pow(0.5, size) * Math.pow(0.65, quality);
    }

    private static double ssimDecibels(int size, int quality) {
        return 18 - 2.5 * size - 1.2 * quality;
    }

    private Clip clip(PackageWriter writer, int index, List<Integer> tails, RandomGenerator random) throws IOException {
        List<BlendPoint> atlas = new ArrayList<>();
        List<Member> members = new ArrayList<>();
        TreeMap<ClusterId, Double> distances = new TreeMap<>();
        for (int size = 0; size < SIZES.size(); size++) {
            for (int quality = 0; quality < CRFS.size(); quality++) {
                ClusterId cluster = members(SIZES.get(size)).get(quality);
                double ssim = 1 - Math.pow(10, -ssimDecibels(size, quality) / 10);
                double vmaf = 96 - 8 * size - 4 * quality;
                Quality measured = new Quality(40 - size - quality, ssim, vmaf, vmaf - 1);
                List<AccessUnitEntry> units = units(index % 2, bitsPerSecond(size, quality) * 2 / 8, measured, random);
                ByteBuffer payload = payload(units, random);
                members.add(new Member(cluster, 23, payload.remaining(), measured));
                writer.member(index, cluster, units, payload);
                distances.put(cluster, 0.1 * (size + quality));
                for (int from : tails) {
                    atlas.add(tail(writer, index, new Tail(cluster, from, TAIL_CRF_STEP), units));
                }
            }
        }
        writer.atlas(index, atlas);
        return new Clip(
                index,
                (long) index * FRAMES * FRAME_TICKS,
                FRAMES * FRAME_TICKS,
                FRAMES,
                Clip.Start.of(index % 2 == 0),
                SoftAssignment.ofDistances(Map.copyOf(distances), 1),
                members,
                Clip.Ceiling.NONE);
    }

    /** A tail with a quarter of the bytes of its member. */
    private BlendPoint tail(PackageWriter writer, int clip, Tail tail, List<AccessUnitEntry> ofMember)
            throws IOException {
        List<AccessUnitEntry> units = new ArrayList<>();
        for (AccessUnitEntry unit : ofMember.subList(tail.from(), FRAMES)) {
            Quality quality = unit.quality();
            units.add(new AccessUnitEntry(
                    5 + unit.bytes() / 4,
                    unit.presentationOffsetTicks(),
                    unit.type(),
                    unit.nalRefIdc(),
                    List.of(0),
                    new Quality(quality.psnr() - 4, quality.ssim() - 0.02, quality.vmaf() - 15, quality.vmaf() - 16)));
        }
        ByteBuffer payload = payload(units, new SplittableRandom(seed + tail.from()));
        writer.tail(clip, tail, units, payload);
        long before = ofMember.subList(0, tail.from()).stream()
                .mapToLong(AccessUnitEntry::bytes)
                .sum();
        return new BlendPoint.OfTail(
                tail,
                payload.remaining(),
                before + payload.remaining(),
                units.getFirst().quality());
    }

    private static List<AccessUnitEntry> units(int cuts, double clipBytes, Quality quality, RandomGenerator random) {
        int gop = FRAMES / (1 + cuts);
        int[] order = presentationOrder(gop);
        List<AccessUnitEntry> units = new ArrayList<>();
        int lastReference = -1;
        for (int i = 0; i < FRAMES; i++) {
            int shown = i - i % gop + order[i % gop];
            AccessUnitType type =
                    i % gop == 0 ? AccessUnitType.IDR : shown > lastReference ? AccessUnitType.P : AccessUnitType.B;
            lastReference = Math.max(lastReference, shown);
            double share = i == 0 ? 0.2 : type == AccessUnitType.B ? 0.006 : 0.037;
            int bytes = 16 + (int) (clipBytes * share * random.nextDouble(0.8, 1.2));
            int nalRefIdc = type == AccessUnitType.B ? 0 : 2;
            units.add(new AccessUnitEntry(bytes, shown * FRAME_TICKS, type, nalRefIdc, List.of(0), quality));
        }
        return units;
    }

    /** Each access unit one NAL unit with its length before it. */
    private static ByteBuffer payload(List<AccessUnitEntry> units, RandomGenerator random) {
        ByteBuffer payload = ByteBuffer.allocate(
                units.stream().mapToInt(AccessUnitEntry::bytes).sum());
        for (AccessUnitEntry unit : units) {
            byte[] nalUnit = new byte[unit.bytes() - 4];
            random.nextBytes(nalUnit);
            nalUnit[0] = (byte) (unit.nalRefIdc() << 5 | (unit.type() == AccessUnitType.IDR ? 5 : 1));
            payload.putInt(nalUnit.length).put(nalUnit);
        }
        return payload.flip();
    }

    /** The id of a rendition of the package. */
    public static AudioRenditionId audio(int track, String layout, int kilobits) {
        return new AudioRenditionId("audio" + track + "-" + layout + "-" + kilobits);
    }

    private static List<AudioRendition> renditions(
            List<AudioTrack> tracks, Map<AudioRenditionId, List<AudioSegment>> segments) {
        List<AudioRendition> renditions = new ArrayList<>();
        for (AudioTrack track : tracks) {
            if (track.role() == AudioTrack.Role.MAIN) {
                renditions.add(rendition(track, audio(track.number(), "surround", 384), SURROUND, segments));
            }
            for (int kilobits : List.of(128, 64)) {
                renditions.add(rendition(track, audio(track.number(), "stereo", kilobits), STEREO, segments));
            }
        }
        return renditions;
    }

    private static AudioRendition rendition(
            AudioTrack track, AudioRenditionId id, int channels, Map<AudioRenditionId, List<AudioSegment>> segments) {
        return new AudioRendition(
                id,
                track,
                AudioRendition.Origin.ENCODED,
                "mp4a.40.2",
                channels == SURROUND ? "EbA=" : "EZA=",
                SAMPLE_RATE,
                channels,
                PRIMING,
                segments.getOrDefault(id, List.of()));
    }

    /** Writes a segment of random bytes; its bitrate is the last part of the id. */
    private AudioSegment audio(PackageWriter writer, AudioRendition rendition, int clip, AudioSegment place)
            throws IOException {
        String id = rendition.id().value();
        int kilobits = Integer.parseInt(id.substring(id.lastIndexOf('-') + 1));
        int frameBytes = kilobits * 1000 / 8 * AudioRendition.SAMPLES_PER_FRAME / SAMPLE_RATE;
        List<AccessUnitEntry> units = new ArrayList<>();
        for (int i = 0; i < place.frameCount(); i++) {
            units.add(new AccessUnitEntry(frameBytes, 0, AccessUnitType.AUDIO, 0, List.of(), Quality.NONE));
        }
        byte[] payload = new byte[place.frameCount() * frameBytes];
        new SplittableRandom(seed * 31 + clip * 31L + id.hashCode()).nextBytes(payload);
        writer.audio(rendition.id(), clip, units, ByteBuffer.wrap(payload));
        return new AudioSegment(place.startSample(), place.frameCount(), payload.length);
    }
}
