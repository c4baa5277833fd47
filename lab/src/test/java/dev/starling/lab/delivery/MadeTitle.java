package dev.starling.lab.delivery;

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
import dev.starling.swarm.title.Member;
import dev.starling.swarm.title.ParameterSetPair;
import dev.starling.swarm.title.Quality;
import dev.starling.swarm.title.SoftAssignment;
import dev.starling.swarm.title.Title;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Titles of one family, with indexes in the shape of real ones and no media. Clips have 2 s and 50 pictures. */
final class MadeTitle {
    static final double CLIP_SECONDS = 2;

    private static final int FRAMES = 50;
    private static final int FRAME_TICKS = 3600;
    private static final double PICTURE_SPREAD = 0.2;
    private static final PictureSize SIZE = new PictureSize(1280, 720);
    private static final BlendGroupId GROUP = new BlendGroupId("h264-720p");

    private MadeTitle() {}

    /**
     * A title.
     *
     * @param bitsPerSecond of the members, best first
     * @param audioBitsPerSecond of the sound; 0 for none
     */
    static SteeredTitle of(int clips, List<Double> bitsPerSecond, double audioBitsPerSecond, long seed) {
        return of(clips, bitsPerSecond, audioBitsPerSecond, seed, List.of());
    }

    /**
     * A title whose lowest member can be requantised.
     *
     * @param requantised the VMAF of the lowest member's blend points, by their share of its bytes
     */
    static SteeredTitle of(
            int clips, List<Double> bitsPerSecond, double audioBitsPerSecond, long seed, List<Below> requantised) {
        SplittableRandom random = new SplittableRandom(seed);
        Map<ClusterId, List<List<AccessUnitEntry>>> indexes = new HashMap<>();
        List<Cluster> clusters = new ArrayList<>();
        for (int rank = 0; rank < bitsPerSecond.size(); rank++) {
            double rate = bitsPerSecond.get(rank);
            clusters.add(cluster(rank));
            Quality quality = quality(rank);
            indexes.put(
                    id(rank),
                    IntStream.range(0, clips)
                            .mapToObj(clip -> units(rate * CLIP_SECONDS / 8, quality, random))
                            .toList());
        }
        List<Clip> made = IntStream.range(0, clips)
                .mapToObj(clip -> clip(clip, bitsPerSecond.size(), indexes))
                .toList();
        BlendGroup group = new BlendGroup(
                GROUP,
                Codec.H264,
                SIZE,
                ParameterSetPair.of(new byte[] {0x67, 100, 0, 31, (byte) 0xAC, 90, 1}, new byte[] {0x68, 1, 2}));
        Title title = Title.of(
                "made", SIZE, "none", "none", List.of(group), clusters, made, audio(clips, audioBitsPerSecond));
        try {
            return new SteeredTitle(title, new SteeredTitle.Indexes() {
                @Override
                public List<AccessUnitEntry> accessUnits(Clip clip, ClusterId cluster) {
                    return Objects.requireNonNull(indexes.get(cluster)).get(clip.index());
                }

                @Override
                public List<BlendPoint> atlas(Clip clip) {
                    Member lowest = clip.members().getLast();
                    return requantised.stream().map(it -> it.point(lowest)).toList();
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A blend point of the lowest member: a share of its bytes, and what is left of its VMAF. */
    record Below(double share, double vmafShare) {
        BlendPoint point(Member lowest) {
            Quality whole = lowest.quality();
            Quality quality = new Quality(
                    whole.psnr() * vmafShare, whole.ssim(), whole.vmaf() * vmafShare, whole.vmafNeg() * vmafShare);
            return new BlendPoint.OfRequantised(
                    lowest.cluster(),
                    new BlendPoint.Result(
                            Math.round(share * lowest.bytes()), quality, quality.vmafNeg(), BlendPoint.Basis.MEASURED));
        }
    }

    static ClusterId id(int rank) {
        return new ClusterId("m" + rank);
    }

    private static Quality quality(int rank) {
        double vmaf = 96 - 9 * rank;
        return new Quality(42 - 2 * rank, 1 - Math.pow(10, -(18 - 1.6 * rank) / 10), vmaf, vmaf);
    }

    private static Cluster cluster(int rank) {
        Profile.H264 centroid = new Profile.H264(
                SIZE, StructuralGenes.DEFAULT, new RateControl.ConstantRateFactor(21 + 4 * rank), Tuning.DEFAULT);
        return new Cluster(id(rank), GROUP, centroid);
    }

    private static Clip clip(int index, int members, Map<ClusterId, List<List<AccessUnitEntry>>> indexes) {
        List<Member> all = new ArrayList<>();
        TreeMap<ClusterId, Double> distances = new TreeMap<>();
        for (int rank = 0; rank < members; rank++) {
            long bytes = Objects.requireNonNull(indexes.get(id(rank))).get(index).stream()
                    .mapToLong(AccessUnitEntry::bytes)
                    .sum();
            all.add(new Member(id(rank), 23 + 4 * rank, bytes, quality(rank)));
            distances.put(id(rank), 0.1 * rank);
        }
        return new Clip(
                index,
                (long) index * FRAMES * FRAME_TICKS,
                FRAMES * FRAME_TICKS,
                FRAMES,
                Clip.Start.WITHIN_SCENE,
                SoftAssignment.ofDistances(distances, 1),
                all,
                Clip.Ceiling.NONE);
    }

    /** An IDR picture with a fifth of the bytes, then P pictures, each followed by two B pictures shown before it. */
    private static List<AccessUnitEntry> units(double clipBytes, Quality quality, SplittableRandom random) {
        List<AccessUnitEntry> units = new ArrayList<>();
        for (int i = 0; i < FRAMES; i++) {
            int inGroup = (i - 1) % 3;
            AccessUnitType type = i == 0 ? AccessUnitType.IDR : inGroup == 0 ? AccessUnitType.P : AccessUnitType.B;
            int shown = i == 0 ? 0 : inGroup == 0 ? Math.min(i + 2, FRAMES - 1) : i - 1;
            double share = i == 0 ? 0.2 : type == AccessUnitType.B ? 0.006 : 0.036;
            int bytes = 16 + (int) (clipBytes * share * random.nextDouble(1 - PICTURE_SPREAD, 1 + PICTURE_SPREAD));
            int nalRefIdc = type == AccessUnitType.B ? 0 : 2;
            units.add(new AccessUnitEntry(bytes, shown * FRAME_TICKS, type, nalRefIdc, List.of(0), quality));
        }
        return units;
    }

    private static List<AudioRendition> audio(int clips, double bitsPerSecond) {
        if (bitsPerSecond == 0) {
            return List.of();
        }
        int frames = (int) (CLIP_SECONDS * 48_000 / AudioRendition.SAMPLES_PER_FRAME);
        List<AudioSegment> segments = IntStream.range(0, clips)
                .mapToObj(
                        clip -> new AudioSegment((long) clip * frames * AudioRendition.SAMPLES_PER_FRAME, frames, (long)
                                (bitsPerSecond * CLIP_SECONDS / 8)))
                .toList();
        AudioTrack track = new AudioTrack(1, AudioTrack.UNDETERMINED, Optional.empty(), AudioTrack.Role.MAIN);
        return List.of(new AudioRendition(
                new AudioRenditionId("audio1-stereo"),
                track,
                AudioRendition.Origin.ENCODED,
                "mp4a.40.2",
                "EZA=",
                48_000,
                2,
                1024,
                segments));
    }
}
