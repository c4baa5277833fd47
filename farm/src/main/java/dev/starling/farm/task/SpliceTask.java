package dev.starling.farm.task;

import dev.starling.farm.store.ContentKey;
import dev.starling.media.encoding.CodedPicture;
import dev.starling.swarm.title.Quality;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Measures a blend point: one member up to an access unit, and its lower neighbour from there on. The pictures of the
 * higher member have scores already; only the others are measured. The result is a {@link Splice}.
 *
 * @param higher the measured member that supplies the first access units
 * @param lower the measured member of the same clip and blend group that supplies the others
 * @param fromHigher how many access units, in decoding order, come from {@code higher}; at least 1
 */
public record SpliceTask(MeasureTask higher, MeasureTask lower, int fromHigher) implements Task {
    private static final String KIND = "splice 1";

    @Override
    public ContentKey key() {
        return ContentKey.of(KIND, higher.key(), lower.key(), fromHigher);
    }

    @Override
    public Optional<ClipFacts> pictures() {
        return Optional.of(higher.member().clip());
    }

    @Override
    public String description() {
        return "blend of " + higher.member().description() + " down to "
                + lower.member().profile().rateControl();
    }

    @Override
    public byte[] run(Workplace workplace) throws IOException {
        EncodedMember first = higher.encoded(workplace.store());
        EncodedMember second = lower.encoded(workplace.store());
        if (!first.configuration().equals(second.configuration())) {
            throw new IllegalStateException("the members have different parameter sets");
        }
        int count = first.accessUnits().size();
        List<CodedPicture> units = new ArrayList<>(first.accessUnits().subList(0, fromHigher));
        units.addAll(second.accessUnits().subList(fromHigher, count));
        List<Integer> order = Measurement.displayOrder(units);
        Set<Integer> lowered = new HashSet<>(order.subList(fromHigher, count));
        Map<Integer, Quality> measured = Measurement.measure(
                workplace.pictures(
                        higher.member().clip(), higher.member().source().displaySize()),
                first.configuration(),
                units,
                lowered::contains);
        List<Quality> scores =
                new ArrayList<>(higher.scores(workplace.store()).pictures().subList(0, fromHigher));
        order.subList(fromHigher, count).forEach(picture -> scores.add(measured.get(picture)));
        long bytes = units.stream().mapToLong(unit -> unit.data().size()).sum();
        return new Splice(bytes, Quality.mean(scores)).toBytes();
    }

    /**
     * The stored form of a blended clip's size and quality: s64, then four f64 in the order of {@link Quality}.
     *
     * @param bytes of the blended clip
     * @param quality mean over its pictures
     */
    public record Splice(long bytes, Quality quality) {
        byte[] toBytes() {
            return ByteBuffer.allocate(Long.BYTES + 4 * Double.BYTES)
                    .putLong(bytes)
                    .putDouble(quality.psnr())
                    .putDouble(quality.ssim())
                    .putDouble(quality.vmaf())
                    .putDouble(quality.vmafNeg())
                    .array();
        }

        /** Reads the result of a {@link SpliceTask}. */
        public static Splice read(byte[] result) {
            ByteBuffer in = ByteBuffer.wrap(result);
            long bytes = in.getLong();
            return new Splice(bytes, new Quality(in.getDouble(), in.getDouble(), in.getDouble(), in.getDouble()));
        }
    }
}
