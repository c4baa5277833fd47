package dev.starling.farm.task;

import dev.starling.farm.CpuMeter;
import dev.starling.media.Bytes;
import dev.starling.media.encoding.CodedPicture;
import dev.starling.media.encoding.MemberDecoder;
import dev.starling.swarm.title.Quality;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Decodes and scores a member with other access units in the places of its own. */
final class BlendMeasurement {
    private BlendMeasurement() {}

    /**
     * Measures.
     *
     * @param task the task that made the member
     * @param units one for each access unit of the member
     */
    static MeasuredBlend of(Workplace workplace, MemberTask task, EncodedMember member, List<Bytes> units)
            throws IOException {
        List<CodedPicture> pictures = new ArrayList<>(units.size());
        long bytes = 0;
        for (int i = 0; i < units.size(); i++) {
            CodedPicture before = member.accessUnits().get(i);
            pictures.add(new CodedPicture(
                    units.get(i), before.type(), before.nalRefIdc(), before.presentationTime(), before.decodeTime()));
            bytes += units.get(i).size();
        }
        List<Quality> scores = Measurement.sample(
                new SampledMeasurement.Source(
                        workplace.pictures(task.clip(), task.source().displaySize()),
                        workplace.pictures(task.clip(), task.profile().pictureSize()),
                        workplace.motion(task.clip())),
                frames -> MemberDecoder.decode(member.configuration(), pictures, frames),
                // A meter of its own: scoring counts as work on the atlas.
                new CpuMeter());
        return new MeasuredBlend(
                bytes,
                new MemberScores(Measurement.displayOrder(pictures).stream()
                        .map(scores::get)
                        .toList()));
    }
}
