package dev.starling.farm.task;

import dev.starling.farm.store.ContentKey;
import dev.starling.swarm.title.Quality;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Measures every picture of a member that is in the store. The result is a {@link MemberScores}.
 *
 * @param member the task that made the member
 */
public record MeasureTask(MemberTask member) implements Task {
    @Override
    public ContentKey key() {
        return ContentKey.of("scores: " + Measurement.VERSION, member.key());
    }

    /** The name of the VMAF model. */
    public static String vmafModel() {
        return Measurement.MODEL.name();
    }

    @Override
    public Optional<ClipFacts> pictures() {
        return Optional.of(member.clip());
    }

    @Override
    public String description() {
        return "quality of " + member.description();
    }

    @Override
    public byte[] run(Workplace workplace) throws IOException {
        EncodedMember encoded = member.encoded(workplace.store());
        Map<Integer, Quality> scores = Measurement.measure(
                workplace.pictures(member.clip(), member.source().displaySize()),
                encoded.configuration(),
                encoded.accessUnits(),
                picture -> true);
        List<Quality> inDecodingOrder = Measurement.displayOrder(encoded.accessUnits()).stream()
                .map(scores::get)
                .toList();
        return new MemberScores(inDecodingOrder).toBytes();
    }
}
