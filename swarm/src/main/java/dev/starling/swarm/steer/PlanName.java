package dev.starling.swarm.steer;

import dev.starling.swarm.steer.BlendPlan.OfMember;
import dev.starling.swarm.steer.BlendPlan.OfRows;
import dev.starling.swarm.steer.BlendPlan.OfTail;
import dev.starling.swarm.steer.BlendPlan.Requantised;
import dev.starling.swarm.steer.BlendPlan.Source;
import dev.starling.swarm.steer.BlendPlan.Span;
import dev.starling.swarm.title.BlendGroupId;
import dev.starling.swarm.title.ClusterId;
import dev.starling.swarm.title.RowBlend;
import dev.starling.swarm.title.Tail;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The name of a plan in URLs: the first source, and for each further span its first access unit and its source, all
 * separated by {@code ~}. A plan has one name, and different plans of a clip have different names. A source is
 *
 * <ul>
 *   <li>a member, {@code a};
 *   <li>a tail of the member before it, {@code T} and the CRF step;
 *   <li>rows of two members, {@code R0.2~a~b}: the rows that come from {@code a}; the others come from {@code b};
 *   <li>a requantised member, {@code Q9000~a}, and its budget in bytes.
 * </ul>
 *
 * <p>So {@code a~30~b~60~T12} sends 30 access units of {@code a}, 30 of {@code b}, and from 60 on that tail of
 * {@code b}.
 */
public final class PlanName {
    /** Ids have no such character. */
    private static final String SEPARATOR = "~";

    private static final String TAIL = "T";
    private static final String ROWS = "R";
    private static final String REQUANTISED = "Q";
    private static final String ROW_SEPARATOR = ".";

    private PlanName() {}

    /**
     * The name of a plan.
     *
     * @throws IllegalArgumentException if it requantises a tail
     */
    public static String of(BlendPlan plan) {
        StringBuilder name = new StringBuilder();
        for (Span span : plan.spans()) {
            if (span.from() > 0) {
                name.append(SEPARATOR).append(span.from()).append(SEPARATOR);
            }
            name.append(
                    switch (span.source()) {
                        case OfMember(ClusterId member) -> member.value();
                        case OfTail(Tail tail) -> TAIL + plain(tail.crfStep());
                        case OfRows(RowBlend blend) ->
                            String.join(
                                    SEPARATOR,
                                    ROWS + rows(blend),
                                    blend.higher().value(),
                                    blend.lower().value());
                        case Requantised(OfMember(ClusterId member), long maxBytes) ->
                            REQUANTISED + maxBytes + SEPARATOR + member.value();
                        case Requantised(OfTail tail, long _) ->
                            throw new IllegalArgumentException("a plan that requantises " + tail + " has no name");
                    });
        }
        return name.toString();
    }

    private static String rows(RowBlend blend) {
        return blend.rows().stream().map(String::valueOf).collect(Collectors.joining(ROW_SEPARATOR));
    }

    private static String plain(double number) {
        return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
    }

    /**
     * Reads a name.
     *
     * @param accessUnits the number of access units of the clip
     * @return empty if it is not the name of a plan
     */
    public static Optional<BlendPlan> read(String name, BlendGroupId group, int accessUnits) {
        try {
            Iterator<String> parts = List.of(name.split(SEPARATOR, -1)).iterator();
            List<Span> spans = new ArrayList<>();
            int from = 0;
            Source source = source(parts, Optional.empty(), from);
            while (parts.hasNext()) {
                int next = Integer.parseInt(parts.next());
                spans.add(new Span(source, from, next));
                from = next;
                source = source(parts, Optional.of(source), from);
            }
            spans.add(new Span(source, from, accessUnits));
            BlendPlan plan = new BlendPlan(group, spans);
            return Optional.of(plan).filter(it -> of(it).equals(name));
        } catch (IllegalArgumentException | NoSuchElementException notAPlan) {
            return Optional.empty();
        }
    }

    private static Source source(Iterator<String> parts, Optional<Source> before, int from) {
        String first = parts.next();
        String rest = first.isEmpty() ? first : first.substring(1);
        if (first.startsWith(TAIL)) {
            return new OfTail(new Tail(before.orElseThrow().member(), from, Double.parseDouble(rest)));
        }
        if (first.startsWith(ROWS)) {
            SortedSet<Integer> rows = new TreeSet<>();
            for (String row : rest.split(Pattern.quote(ROW_SEPARATOR), -1)) {
                rows.add(Integer.valueOf(row));
            }
            return new OfRows(new RowBlend(new ClusterId(parts.next()), new ClusterId(parts.next()), rows));
        }
        if (first.startsWith(REQUANTISED)) {
            return new Requantised(new OfMember(new ClusterId(parts.next())), Long.parseLong(rest));
        }
        return new OfMember(new ClusterId(first));
    }
}
