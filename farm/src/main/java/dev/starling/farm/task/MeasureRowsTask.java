package dev.starling.farm.task;

import dev.starling.farm.store.ContentKey;
import dev.starling.h264.edit.AccessUnit;
import dev.starling.h264.edit.BlendCompatibility;
import dev.starling.h264.edit.BlendLevel;
import dev.starling.h264.syntax.ParameterSets;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Measures a blend of two members at slice level. The result is a {@link MeasuredBlend}.
 *
 * @param higher the task that made the member of the given rows
 * @param lower the task that made the member of the other rows
 * @param rows the rows of the higher member, counted from 0 at the top
 */
public record MeasureRowsTask(MemberTask higher, MemberTask lower, List<Integer> rows) implements Task {
    private static final String KIND = "rows 1: ";

    public MeasureRowsTask {
        rows = List.copyOf(rows);
    }

    @Override
    public ContentKey key() {
        return ContentKey.of(KIND + Measurement.VERSION, higher.key(), lower.key(), rows.toString());
    }

    @Override
    public Optional<ClipFacts> pictures() {
        return higher.pictures();
    }

    @Override
    public String description() {
        return "rows " + rows + " of " + higher.description() + ", the others of " + lower.description();
    }

    @Override
    public byte[] run(Workplace workplace) throws IOException {
        EncodedMember above = higher.encoded(workplace.store());
        EncodedMember below = lower.encoded(workplace.store());
        if (difference(above, below).isPresent()) {
            return MeasuredBlend.refused();
        }
        SortedSet<Integer> ofHigher = new TreeSet<>(rows);
        return BlendMeasurement.of(
                        workplace, higher, above, MemberRows.of(above).blend(MemberRows.of(below), ofHigher))
                .toBytes();
    }

    private static Optional<String> difference(EncodedMember above, EncodedMember below) {
        if (!above.configuration().equals(below.configuration())) {
            return Optional.of("the parameter sets differ");
        }
        ParameterSets sets = new ParameterSets();
        sets.accept(above.configuration().sequenceParameterSets().getFirst());
        sets.accept(above.configuration().pictureParameterSets().getFirst());
        for (int i = 0; i < above.accessUnits().size(); i++) {
            Optional<String> difference = BlendCompatibility.difference(
                    AccessUnit.readLengthPrefixed(
                            above.accessUnits().get(i).data().buffer(), sets),
                    AccessUnit.readLengthPrefixed(
                            below.accessUnits().get(i).data().buffer(), sets),
                    BlendLevel.SLICE);
            if (difference.isPresent()) {
                return difference;
            }
        }
        return Optional.empty();
    }
}
