package dev.starling.farm.encode;

import dev.starling.farm.FarmException;
import dev.starling.farm.SwarmPlan;
import dev.starling.farm.SwarmPlan.Centroid;
import dev.starling.farm.encode.ClipOutcome.Delivered;
import dev.starling.farm.encode.ClipOutcome.TailEncoding;
import dev.starling.farm.store.ResultStore;
import dev.starling.farm.task.EncodedMember;
import dev.starling.farm.task.MadeTail;
import dev.starling.farm.task.MeasureTask;
import dev.starling.farm.task.MemberRows;
import dev.starling.farm.task.MemberScores;
import dev.starling.farm.task.SourceFormat;
import dev.starling.farm.task.TailTask;
import dev.starling.farm.task.Task;
import dev.starling.h264.nal.LengthPrefixed;
import dev.starling.h264.syntax.AvcDecoderConfigurationRecord;
import dev.starling.media.Bytes;
import dev.starling.media.encoding.CodedPicture;
import dev.starling.media.encoding.PosterPicture;
import dev.starling.swarm.pack.PackageWriter;
import dev.starling.swarm.title.AccessUnitEntry;
import dev.starling.swarm.title.AccessUnitType;
import dev.starling.swarm.title.BlendGroup;
import dev.starling.swarm.title.BlendGroupId;
import dev.starling.swarm.title.BlendPoint;
import dev.starling.swarm.title.Clip;
import dev.starling.swarm.title.Cluster;
import dev.starling.swarm.title.ClusterId;
import dev.starling.swarm.title.ParameterSetPair;
import dev.starling.swarm.title.Quality;
import dev.starling.swarm.title.Title;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Writes the outcomes of clips to a package. */
final class Packager {
    /** The first pictures of so many clips are compared: one alone may be black. */
    static final int POSTER_CANDIDATES = 5;

    private final String name;
    private final SwarmPlan plan;
    private final SourceFormat source;
    private final ResultStore store;
    private final AudioPackager audio;

    /**
     * Starts a package.
     *
     * @param name of the title
     * @param sound its soundtracks
     */
    Packager(String name, SwarmPlan plan, SourceFormat source, ResultStore store, List<Sound> sound) {
        this.name = name;
        this.plan = plan;
        this.source = source;
        this.store = store;
        this.audio = new AudioPackager(store, sound);
    }

    /** Writes a clip: its members, tails and atlas, and its share of the sound. Clips come in their order. */
    void writeClip(PackageWriter writer, ClipOutcome clip, AtlasModel model) throws IOException {
        Map<ClusterId, MemberRows> rows = new HashMap<>();
        for (Delivered delivered : clip.delivered()) {
            EncodedMember member = member(delivered);
            MemberScores scores =
                    MemberScores.read(required(delivered.encoding().task()));
            writer.member(
                    clip.facts().index(),
                    delivered.centroid().id(),
                    index(member.accessUnits(), scores.pictures()),
                    member.payload());
            rows.put(delivered.centroid().id(), MemberRows.of(member));
        }
        for (TailEncoding tail : clip.tails().made()) {
            TailTask task = tail.task().tail();
            if (!(MadeTail.read(required(task)) instanceof MadeTail.Encoded(EncodedMember encoded))) {
                throw new IllegalStateException("there is no " + task.description());
            }
            MemberScores scores = MemberScores.read(required(tail.task()));
            writer.tail(
                    clip.facts().index(),
                    tail.point().tail(),
                    index(encoded.accessUnits(), scores.pictures()),
                    encoded.payload());
        }
        writeAtlas(writer, clip, model, rows);
        audio.write(writer, clip);
    }

    /** Writes the atlas of a clip again, which an earlier model predicted. */
    void predictAgain(PackageWriter writer, ClipOutcome clip, AtlasModel model) throws IOException {
        if (!AtlasPlan.isMeasured(clip.facts().index())) {
            Map<ClusterId, MemberRows> rows = new HashMap<>();
            for (Delivered delivered : clip.delivered()) {
                rows.put(delivered.centroid().id(), MemberRows.of(member(delivered)));
            }
            writeAtlas(writer, clip, model, rows);
        }
    }

    private static void writeAtlas(
            PackageWriter writer, ClipOutcome clip, AtlasModel model, Map<ClusterId, MemberRows> rows)
            throws IOException {
        List<BlendPoint> atlas = new ArrayList<>();
        clip.tails().made().forEach(it -> atlas.add(it.point()));
        if (AtlasPlan.isMeasured(clip.facts().index())) {
            clip.atlas().forEach(it -> it.point().ifPresent(atlas::add));
        } else {
            atlas.addAll(model.points(clip.delivered(), rows));
        }
        writer.atlas(clip.facts().index(), atlas);
    }

    /** Writes a poster; a title without a picture that can be shown gets none. */
    void writePoster(PackageWriter writer, List<ClipOutcome> clips) throws IOException {
        List<PosterPicture> candidates = new ArrayList<>();
        int count = Math.min(clips.size(), POSTER_CANDIDATES);
        for (int i = 0; i < count; i++) {
            ClipOutcome clip = clips.get((2 * i + 1) * clips.size() / (2 * count));
            Delivered best = clip.delivered().stream()
                    .max(Comparator.comparingDouble(
                            it -> it.encoding().quality().vmafNeg()))
                    .orElseThrow();
            EncodedMember member = member(best);
            PosterPicture.of(member.configuration(), member.accessUnits().getFirst())
                    .ifPresent(candidates::add);
        }
        Optional<PosterPicture> poster = candidates.stream().max(Comparator.comparingDouble(PosterPicture::contrast));
        if (poster.isPresent()) {
            writer.poster(poster.get().jpeg().array());
        }
    }

    /** The content of {@code title.json} for the clips that were written. */
    Title title(List<ClipOutcome> clips) {
        // Clusters without any member are left out of the title.
        List<Centroid> delivered = plan.centroids().stream()
                .filter(centroid -> clips.stream()
                        .anyMatch(clip -> clip.delivered().stream()
                                .anyMatch(it -> it.centroid().equals(centroid))))
                .toList();
        return Title.of(
                name,
                source.displaySize(),
                source.encoder(),
                MeasureTask.vmafModel(),
                groups(clips),
                delivered.stream()
                        .map(it -> new Cluster(it.id(), it.group(), it.profile()))
                        .toList(),
                clips.stream().map(it -> clip(it, delivered)).toList(),
                audio.renditions());
    }

    private static Clip clip(ClipOutcome clip, List<Centroid> clusters) {
        return new Clip(
                clip.facts().index(),
                clip.facts().startTicks(),
                clip.facts().durationTicks(),
                clip.facts().frameCount(),
                Clip.Start.of(clip.facts().startsAtSceneCut()),
                clip.assignment().among(clusters.stream().map(Centroid::id).toList()),
                clip.delivered().stream().map(Delivered::member).toList(),
                clip.ceiling());
    }

    private List<BlendGroup> groups(List<ClipOutcome> clips) {
        Map<BlendGroupId, BlendGroup> groups = new HashMap<>();
        for (ClipOutcome clip : clips) {
            for (Delivered delivered : clip.delivered()) {
                Centroid centroid = delivered.centroid();
                AvcDecoderConfigurationRecord configuration =
                        delivered.encoding().configuration();
                ParameterSetPair parameterSets = ParameterSetPair.of(
                        configuration.sequenceParameterSets().getFirst().toByteArray(),
                        configuration.pictureParameterSets().getFirst().toByteArray());
                BlendGroup group = new BlendGroup(
                        centroid.group(),
                        centroid.profile().codec(),
                        centroid.profile().pictureSize(),
                        parameterSets);
                BlendGroup first = groups.putIfAbsent(centroid.group(), group);
                if (first != null && !first.equals(group)) {
                    throw new IllegalStateException("clip " + clip.facts().index() + ", " + centroid.id()
                            + ": its parameter sets differ from those of the members before it");
                }
            }
        }
        return plan.centroids().stream()
                .map(Centroid::group)
                .distinct()
                .map(groups::get)
                .filter(Objects::nonNull)
                .toList();
    }

    private static List<AccessUnitEntry> index(List<CodedPicture> units, List<Quality> scores) {
        List<AccessUnitEntry> index = new ArrayList<>(units.size());
        for (int i = 0; i < units.size(); i++) {
            CodedPicture unit = units.get(i);
            index.add(new AccessUnitEntry(
                    unit.data().size(),
                    Math.toIntExact(unit.presentationTime()),
                    switch (unit.type()) {
                        case IDR -> AccessUnitType.IDR;
                        case P -> AccessUnitType.P;
                        case B -> AccessUnitType.B;
                    },
                    unit.nalRefIdc(),
                    sliceOffsets(unit.data()),
                    scores.get(i)));
        }
        return index;
    }

    /** The offset of each slice's length field in an access unit. */
    private static List<Integer> sliceOffsets(Bytes accessUnit) {
        return LengthPrefixed.positions(accessUnit.buffer()).stream()
                .filter(it -> it.header().type().isSlice())
                .map(LengthPrefixed.Position::offset)
                .toList();
    }

    private EncodedMember member(Delivered delivered) throws IOException {
        return EncodedMember.read(required(delivered.encoding().task().member()));
    }

    private byte[] required(Task task) throws IOException {
        return store.find(task.key())
                .orElseThrow(() -> new FarmException(
                        store + ": " + task.description() + " is damaged or missing; run the same command again"));
    }
}
