package dev.starling.farm.encode;

import dev.starling.farm.FarmException;
import dev.starling.farm.Phase;
import dev.starling.farm.SwarmPlan;
import dev.starling.farm.SwarmPlan.Centroid;
import dev.starling.farm.encode.ClipOutcome.Encoding;
import dev.starling.farm.store.ResultStore;
import dev.starling.farm.task.EncodedMember;
import dev.starling.farm.task.MeasureTask;
import dev.starling.farm.task.MemberScores;
import dev.starling.farm.task.SourceFormat;
import dev.starling.farm.task.Task;
import dev.starling.h264.nal.LengthPrefixed;
import dev.starling.media.Bytes;
import dev.starling.media.encoding.CodedPicture;
import dev.starling.swarm.pack.PackageWriter;
import dev.starling.swarm.profile.PictureSize;
import dev.starling.swarm.title.AccessUnitEntry;
import dev.starling.swarm.title.AccessUnitType;
import dev.starling.swarm.title.AudioTrack;
import dev.starling.swarm.title.BlendGroup;
import dev.starling.swarm.title.BlendGroupId;
import dev.starling.swarm.title.Clip;
import dev.starling.swarm.title.Cluster;
import dev.starling.swarm.title.ParameterSetPair;
import dev.starling.swarm.title.Quality;
import dev.starling.swarm.title.Title;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes the outcomes of all clips to a package. */
final class Packager {
    private final SwarmPlan plan;
    private final SourceFormat source;
    private final ResultStore store;
    private final ProgressBoard progress;

    Packager(SwarmPlan plan, SourceFormat source, ResultStore store, ProgressBoard progress) {
        this.plan = plan;
        this.source = source;
        this.store = store;
        this.progress = progress;
    }

    /** Writes the members and the atlas of every clip. */
    void writeClips(PackageWriter writer, List<ClipOutcome> clips) throws IOException {
        for (ClipOutcome clip : clips) {
            for (Encoding encoding : clip.delivered()) {
                EncodedMember member =
                        EncodedMember.read(required(encoding.task().member()));
                MemberScores scores = MemberScores.read(required(encoding.task()));
                writer.member(
                        clip.facts().index(),
                        encoding.centroid().id(),
                        index(member.accessUnits(), scores.pictures()),
                        member.payload());
            }
            writer.atlas(clip.facts().index(), clip.blendPoints());
            progress.advance(Phase.PACKAGE, (double) clip.facts().durationTicks() / Title.TIMESCALE);
        }
    }

    /** The content of {@code title.json}. */
    Title title(String name, List<ClipOutcome> clips, Optional<AudioTrack> audio) {
        // Clusters without any encoding are left out of the title.
        List<Centroid> encoded = plan.centroids().stream()
                .filter(centroid -> clips.stream()
                        .anyMatch(clip -> clip.encodings().stream()
                                .anyMatch(it -> it.centroid().equals(centroid))))
                .toList();
        return Title.of(
                name,
                source.displaySize(),
                source.encoder(),
                MeasureTask.vmafModel(),
                groups(clips),
                encoded.stream()
                        .map(it -> new Cluster(it.id(), it.group(), it.profile()))
                        .toList(),
                clips.stream().map(it -> clip(it, encoded)).toList(),
                audio);
    }

    private static Clip clip(ClipOutcome clip, List<Centroid> clusters) {
        return new Clip(
                clip.facts().index(),
                clip.facts().startTicks(),
                clip.facts().durationTicks(),
                clip.facts().frameCount(),
                Clip.Start.of(clip.facts().startsAtSceneCut()),
                clip.assignment().among(clusters.stream().map(Centroid::id).toList()),
                clip.delivered().stream().map(Encoding::member).toList());
    }

    private List<BlendGroup> groups(List<ClipOutcome> clips) {
        Map<BlendGroupId, BlendGroup> groups = new LinkedHashMap<>();
        for (ClipOutcome clip : clips) {
            for (Encoding encoding : clip.encodings()) {
                Centroid centroid = encoding.centroid();
                ParameterSetPair parameterSets = ParameterSetPair.of(
                        encoding.configuration()
                                .sequenceParameterSets()
                                .getFirst()
                                .toByteArray(),
                        encoding.configuration()
                                .pictureParameterSets()
                                .getFirst()
                                .toByteArray());
                PictureSize size = centroid.profile().pictureSize();
                BlendGroup group =
                        new BlendGroup(centroid.group(), centroid.profile().codec(), size, parameterSets);
                BlendGroup first = groups.putIfAbsent(centroid.group(), group);
                if (first != null && !first.equals(group)) {
                    throw new IllegalStateException("clip " + clip.facts().index() + ", " + centroid.id()
                            + ": its parameter sets differ from those of the members before it");
                }
            }
        }
        return List.copyOf(groups.values());
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

    private byte[] required(Task task) throws IOException {
        return store.find(task.key())
                .orElseThrow(() -> new FarmException(
                        store + ": " + task.description() + " is damaged or missing; run the same command again"));
    }
}
