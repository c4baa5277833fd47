package dev.starling.farm.task;

import dev.starling.farm.store.ContentKey;
import dev.starling.media.encoding.CodedPicture;
import dev.starling.media.encoding.MemberDecoder;
import dev.starling.swarm.title.Quality;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
        List<Quality> scores = Measurement.sample(
                new SampledMeasurement.Source(
                        workplace.pictures(
                                tail.member().clip(), tail.member().source().displaySize()),
                        workplace.pictures(
                                tail.member().clip(), tail.member().profile().pictureSize()),
                        workplace.motion(tail.member().clip())),
                frames -> MemberDecoder.decode(member.configuration(), units, frames),
                workplace.cpu());
        List<Integer> ofTail = Measurement.displayOrder(units).subList(tail.from(), units.size());
        return new MemberScores(ofTail.stream().map(scores::get).toList()).toBytes();
    }
}
