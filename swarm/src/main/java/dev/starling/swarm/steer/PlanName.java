package dev.starling.swarm.steer;

import dev.starling.swarm.steer.BlendPlan.OfMember;
import dev.starling.swarm.steer.BlendPlan.OfRows;
import dev.starling.swarm.steer.BlendPlan.OfTail;
import dev.starling.swarm.steer.BlendPlan.Requantised;
import dev.starling.swarm.steer.BlendPlan.Span;
import dev.starling.swarm.steer.BlendPlan.Stored;
import dev.starling.swarm.title.BlendGroupId;
import dev.starling.swarm.title.ClusterId;
import dev.starling.swarm.title.Tail;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The name of a plan in URLs: the first member, and for each further span its first access unit and its source, all
 * separated by {@code ~}. A source is a member, or {@code T} and the CRF step for a tail of the member before it. So
 * {@code a~30~b~60~T12} sends 30 access units of {@code a}, 30 of {@code b}, and from 60 on that tail of {@code b}. A
 * plan has one name, and different plans of a clip have different names.
 */
public final class PlanName {
    /** Ids have no such character. */
    private static final String SEPARATOR = "~";

    private static final String TAIL = "T";

    private PlanName() {}

    /**
     * The name of a plan.
     *
     * @throws IllegalArgumentException if it has rows or requantised members: only plans of what is stored have names
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
                        case OfRows _, Requantised _ ->
                            throw new IllegalArgumentException("a plan with " + span.source() + " has no name");
                    });
        }
        return name.toString();
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
            List<Span> spans = new ArrayList<>();
            String[] parts = name.split(SEPARATOR, -1);
            ClusterId member = new ClusterId(parts[0]);
            Stored source = new OfMember(member);
            int from = 0;
            for (int i = 1; i + 1 < parts.length; i += 2) {
                int next = Integer.parseInt(parts[i]);
                spans.add(new Span(source, from, next));
                from = next;
                String named = parts[i + 1];
                if (named.startsWith(TAIL)) {
                    source = new OfTail(new Tail(member, from, Double.parseDouble(named.substring(TAIL.length()))));
                } else {
                    member = new ClusterId(named);
                    source = new OfMember(member);
                }
            }
            spans.add(new Span(source, from, accessUnits));
            BlendPlan plan = new BlendPlan(group, spans);
            return Optional.of(plan).filter(it -> of(it).equals(name));
        } catch (IllegalArgumentException notAPlan) {
            return Optional.empty();
        }
    }
}
