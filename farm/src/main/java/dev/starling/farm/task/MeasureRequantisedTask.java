package dev.starling.farm.task;

import dev.starling.farm.store.ContentKey;
import dev.starling.h264.edit.BudgetRequantiser;
import dev.starling.media.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Measures a member whose levels are requantised, just as the edge does it. The result is a {@link MeasuredBlend}.
 *
 * @param member the task that made the member
 * @param share the budget, as a share of the member's bytes
 */
public record MeasureRequantisedTask(MemberTask member, double share) implements Task {
    private static final String KIND = "requantised 1: ";

    @Override
    public ContentKey key() {
        return ContentKey.of(KIND + Measurement.VERSION, member.key(), share);
    }

    @Override
    public Optional<ClipFacts> pictures() {
        return member.pictures();
    }

    @Override
    public String description() {
        return member.description() + ", requantised to " + share;
    }

    @Override
    public byte[] run(Workplace workplace) throws IOException {
        EncodedMember encoded = member.encoded(workplace.store());
        BudgetRequantiser requantiser = new BudgetRequantiser(
                encoded.accessUnits().stream().map(it -> it.data().buffer()).toList(),
                encoded.configuration().sequenceParameterSets().getFirst(),
                encoded.configuration().pictureParameterSets().getFirst(),
                Math.round(share * encoded.payloadBytes()));
        List<Bytes> units = new ArrayList<>();
        for (int i = 0; i < requantiser.count(); i++) {
            ByteBuffer unit = requantiser.next();
            byte[] bytes = new byte[unit.remaining()];
            unit.get(bytes);
            units.add(Bytes.adopt(bytes));
        }
        return BlendMeasurement.of(workplace, member, encoded, units).toBytes();
    }
}
