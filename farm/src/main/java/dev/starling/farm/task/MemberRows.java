package dev.starling.farm.task;

import dev.starling.h264.nal.LengthPrefixed;
import dev.starling.media.Bytes;
import dev.starling.media.encoding.CodedPicture;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * The rows of slices of a member: the positions of the slices in each access unit.
 *
 * @param units the access units
 * @param offsets for each access unit, the position of each slice's length, then the size
 */
public record MemberRows(List<Bytes> units, List<List<Integer>> offsets) {
    public MemberRows {
        units = List.copyOf(units);
        offsets = List.copyOf(offsets);
    }

    /** The rows of a member. */
    public static MemberRows of(EncodedMember member) {
        List<Bytes> units =
                member.accessUnits().stream().map(CodedPicture::data).toList();
        return new MemberRows(
                units,
                units.stream()
                        .map(unit -> IntStream.concat(
                                        LengthPrefixed.positions(unit.buffer()).stream()
                                                .filter(it -> it.header().type().isSlice())
                                                .mapToInt(LengthPrefixed.Position::offset),
                                        IntStream.of(unit.size()))
                                .boxed()
                                .toList())
                        .toList());
    }

    /** The number of rows; 0 if not all access units have equally many. */
    public int count() {
        int count = offsets.getFirst().size() - 1;
        return offsets.stream().allMatch(it -> it.size() - 1 == count) ? count : 0;
    }

    /** The bytes of a row in all access units. */
    private long bytes(int row) {
        return offsets.stream().mapToLong(it -> it.get(row + 1) - it.get(row)).sum();
    }

    /**
     * The rows in which this member takes the fewest bytes more than a lower one. A slice of the better member brings
     * much the same quality everywhere, but not at the same price.
     *
     * @param lower a member with the same number of rows
     * @param count how many
     */
    public SortedSet<Integer> cheapest(MemberRows lower, int count) {
        return IntStream.range(0, count())
                .boxed()
                .sorted(Comparator.comparingLong(row -> bytes(row) - lower.bytes(row)))
                .limit(count)
                .collect(TreeSet::new, TreeSet::add, TreeSet::addAll);
    }

    /** The size of a blend: these rows of this member, the others of a lower one. */
    public long bytes(MemberRows lower, SortedSet<Integer> rows) {
        long before = offsets.stream().mapToLong(List::getFirst).sum();
        return before
                + IntStream.range(0, count())
                        .mapToLong(row -> rows.contains(row) ? bytes(row) : lower.bytes(row))
                        .sum();
    }

    /** The access units of a blend. What is before the first slice comes from this member. */
    List<Bytes> blend(MemberRows lower, SortedSet<Integer> rows) {
        List<Bytes> blended = new ArrayList<>(units.size());
        for (int i = 0; i < units.size(); i++) {
            byte[] own = units.get(i).array();
            byte[] other = lower.units.get(i).array();
            List<Integer> at = offsets.get(i);
            List<Integer> atOther = lower.offsets.get(i);
            byte[] out = new byte[own.length + other.length];
            int size = at.getFirst();
            System.arraycopy(own, 0, out, 0, size);
            for (int row = 0; row < count(); row++) {
                boolean mine = rows.contains(row);
                int from = mine ? at.get(row) : atOther.get(row);
                int until = mine ? at.get(row + 1) : atOther.get(row + 1);
                System.arraycopy(mine ? own : other, from, out, size, until - from);
                size += until - from;
            }
            blended.add(Bytes.copyOf(out, 0, size));
        }
        return blended;
    }
}
