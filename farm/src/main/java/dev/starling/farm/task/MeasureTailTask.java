package dev.starling.farm.task;

import dev.starling.farm.store.ContentKey;
import dev.starling.libav.Frame;
import dev.starling.media.clip.SourceClip;
import dev.starling.media.encoding.CodedPicture;
import dev.starling.media.encoding.MemberDecoder;
import dev.starling.swarm.title.Quality;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Measures the pictures of a tail, decoded after the access units of its member. The result is a {@link MemberScores}
 * of the tail's access units.
 *
 * @param tail the task that made the tail; it was not refused
 */
public record MeasureTailTask(TailTask tail) implements Task {
    @Override
    public ContentKey key() {
        return ContentKey.of("scores: " + Measurement.VERSION, tail.key());
    }

    @Override
    public Optional<ClipFacts> pictures() {
        return tail.pictures();
    }

    @Override
    public String description() {
        return "quality of the " + tail.description();
    }

    @Override
    public byte[] run(Workplace workplace) throws IOException {
        EncodedMember member = tail.member().encoded(workplace.store());
        if (!(tail.made(workplace.store()) instanceof MadeTail.Encoded(EncodedMember rest))) {
            throw new IllegalStateException("there is no " + tail.description());
        }
        List<CodedPicture> units = new ArrayList<>(member.accessUnits().subList(0, tail.from()));
        units.addAll(rest.accessUnits());
        List<Integer> order = Measurement.displayOrder(units).subList(tail.from(), units.size());
        // All pictures before the member's last reference picture have been decoded and shown before the tail.
        int first = units.size() - order.size();
        try (SourceClip displayed = workplace
                        .pictures(tail.member().clip(), tail.member().source().displaySize())
                        .from(first);
                SourceClip coded = workplace
                        .pictures(tail.member().clip(), tail.member().profile().pictureSize())
                        .from(first)) {
            List<Double> motion = workplace.motion(tail.member().clip());
            List<Quality> scores = Measurement.sample(
                    new SampledMeasurement.Source(displayed, coded, motion.subList(first, motion.size())),
                    frames -> decode(member, units, first, frames),
                    workplace.cpu());
            return new MemberScores(
                            order.stream().map(it -> scores.get(it - first)).toList())
                    .toBytes();
        }
    }

    /** Decodes all pictures, and passes on those from one on. */
    private static MemberDecoder.Report decode(
            EncodedMember member, List<CodedPicture> units, int first, Consumer<Frame> frames) {
        int[] shown = {0};
        MemberDecoder.Report report = MemberDecoder.decode(member.configuration(), units, frame -> {
            if (shown[0]++ >= first) {
                frames.accept(frame);
            }
        });
        return new MemberDecoder.Report(report.frameCount() - first, report.complaintCount(), report.complaints());
    }
}
