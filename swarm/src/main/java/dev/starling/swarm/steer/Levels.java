package dev.starling.swarm.steer;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The blend levels that plans may use.
 *
 * @param allowed always has {@link BlendLevel#GOP}: a whole member can always be sent
 */
public record Levels(Set<BlendLevel> allowed) {
    /** All levels. */
    public static final Levels ALL = new Levels(EnumSet.allOf(BlendLevel.class));

    public Levels {
        EnumSet<BlendLevel> all = EnumSet.of(BlendLevel.GOP);
        all.addAll(allowed);
        allowed = Collections.unmodifiableSet(all);
    }

    /**
     * Reads a comma-separated list of names, such as {@code gop,frame}.
     *
     * @throws IllegalArgumentException if a name is unknown; the message lists those that exist
     */
    public static Levels parse(String names) {
        EnumSet<BlendLevel> levels = EnumSet.noneOf(BlendLevel.class);
        for (String name : names.split(",", -1)) {
            levels.add(Arrays.stream(BlendLevel.values())
                    .filter(it -> it.toString().equals(name.strip()))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("no level is called \"" + name.strip()
                            + "\"; there are "
                            + Arrays.stream(BlendLevel.values())
                                    .map(BlendLevel::toString)
                                    .collect(Collectors.joining(", ")))));
        }
        return new Levels(levels);
    }

    /** Those that others have, too. */
    public Levels and(Levels others) {
        EnumSet<BlendLevel> both = EnumSet.copyOf(allowed);
        both.retainAll(others.allowed);
        return new Levels(both);
    }

    /** Whether plans may use a level. */
    public boolean allow(BlendLevel level) {
        return allowed.contains(level);
    }
}
