package dev.starling.swarm.title;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Names a blend of two members at slice level: some rows of slices come from the higher member, the others from the
 * lower one. A row has the same place in every picture.
 *
 * @param higher the member with the better quality
 * @param lower another member of its family
 * @param rows the rows that come from the higher member, counted from 0 at the top; at least one
 */
public record RowBlend(ClusterId higher, ClusterId lower, SortedSet<Integer> rows) {
    /** No profile has more slices. */
    public static final int MAX_ROWS = 32;

    public RowBlend {
        rows = Collections.unmodifiableSortedSet(new TreeSet<>(rows));
        if (higher.equals(lower) || rows.isEmpty() || rows.first() < 0 || rows.last() >= MAX_ROWS) {
            throw new IllegalArgumentException("not a blend of rows: " + rows + " of " + higher + ", else " + lower);
        }
    }

    /** The member that supplies a row. */
    public ClusterId memberOf(int row) {
        return rows.contains(row) ? higher : lower;
    }
}
