package dev.starling.edge.session;

import dev.starling.edge.client.Cmcd;
import dev.starling.edge.client.EventType;
import dev.starling.edge.client.PlayerState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Adds up what a player reports about playback. Counts since the session began ({@code bsa}, {@code bsda}, {@code dfa})
 * replace those before; where the player sends none, they are counted from its reports since the last one ({@code bs},
 * {@code bsd}) and from the changes of its state. Requests and events tell the same things, so they are not added. Not
 * thread-safe.
 */
final class Playback {
    private static final int MAX_ERRORS = 8;

    /** What one way of reporting tells. */
    private static final class Counts {
        private long starvations;
        private Duration starved = Duration.ZERO;

        void add(Cmcd told) {
            starvations += told.starved() ? 1 : 0;
            for (Duration time : told.starvedTimes()) {
                starved = starved.plus(time);
            }
        }
    }

    private final Counts inRequests = new Counts();
    private final Counts inEvents = new Counts();
    private final Deque<String> errors = new ArrayDeque<>();

    private Optional<PlayerState> state = Optional.empty();
    /** When that state began, by the client's clock; empty if a request told it. */
    private Optional<Instant> stateSince = Optional.empty();

    private Optional<Instant> starting = Optional.empty();
    private Optional<Duration> startDelay = Optional.empty();
    private boolean played;
    private long rebufferings;
    private Duration rebuffered = Duration.ZERO;
    private OptionalLong starvations = OptionalLong.empty();
    private Optional<Duration> starvedTime = Optional.empty();
    private OptionalLong droppedFrames = OptionalLong.empty();
    private Optional<Boolean> backgrounded = Optional.empty();
    private double firstByteSeconds;
    private long firstBytes;
    private long reports;
    private long events;

    /** Adds the CMCD of a request. */
    void request(Cmcd told) {
        inRequests.add(told);
        add(told, Optional.empty());
    }

    /** Adds an event. */
    void event(Cmcd told) {
        events++;
        inEvents.add(told);
        add(told, told.timestamp());
        told.timeToFirstByte().ifPresent(time -> {
            firstBytes++;
            firstByteSeconds += seconds(time);
        });
    }

    private void add(Cmcd told, Optional<Instant> at) {
        reports++;
        told.state()
                .filter(now -> !Optional.of(now).equals(state) && !isOlder(at))
                .ifPresent(now -> change(now, at));
        startDelay = told.startDelay().or(() -> startDelay);
        if (told.starvations().isPresent()) {
            starvations = greater(starvations, told.starvations());
        }
        starvedTime = told.starvedTime()
                .filter(it -> it.compareTo(starvedTime.orElse(Duration.ZERO)) >= 0)
                .or(() -> starvedTime);
        if (told.droppedFrames().isPresent()) {
            droppedFrames = greater(droppedFrames, told.droppedFrames());
        }
        // Players send the key only while it is true.
        backgrounded = told.backgrounded()
                .or(() -> told.event().equals(Optional.of(EventType.TIME_INTERVAL))
                        ? backgrounded.map(_ -> false)
                        : backgrounded);
        for (String code : told.errorCodes()) {
            errors.addLast(code);
            if (errors.size() > MAX_ERRORS) {
                errors.removeFirst();
            }
        }
    }

    /** Reports about responses are stamped with the time of their request, and come after newer ones. */
    private boolean isOlder(Optional<Instant> at) {
        return at.isPresent() && stateSince.filter(at.get()::isBefore).isPresent();
    }

    /** Some players report rebuffering before the first picture: that is part of the start-up. */
    private void change(PlayerState now, Optional<Instant> at) {
        if (now == PlayerState.STARTING) {
            starting = at;
        }
        if (now == PlayerState.PLAYING && startDelay.isEmpty()) {
            startDelay = between(starting, at);
        }
        played |= now == PlayerState.PLAYING;
        if (played && now == PlayerState.REBUFFERING) {
            rebufferings++;
        }
        if (rebufferings > 0 && state.equals(Optional.of(PlayerState.REBUFFERING))) {
            rebuffered = rebuffered.plus(between(stateSince, at).orElse(Duration.ZERO));
        }
        state = Optional.of(now);
        stateSince = at;
    }

    /** The time between two moments of one clock; empty if that has been set. */
    private static Optional<Duration> between(Optional<Instant> from, Optional<Instant> until) {
        return from.flatMap(start -> until.map(end -> Duration.between(start, end)))
                .filter(it -> !it.isNegative() && it.compareTo(Sessions.MAX_IDLE) < 0);
    }

    private static OptionalLong greater(OptionalLong before, OptionalLong now) {
        return OptionalLong.of(Math.max(before.orElse(0), now.orElse(0)));
    }

    /** Whether the player has told anything. */
    boolean isTold() {
        return reports > 0;
    }

    /** What the viewer perceives. */
    Optional<PlayerState> state() {
        return state;
    }

    PlaybackReport report() {
        return new PlaybackReport(
                state,
                optional(startDelay.map(Playback::seconds)),
                stalls(),
                stallSeconds(),
                droppedFrames,
                firstBytes == 0 ? OptionalDouble.empty() : OptionalDouble.of(firstByteSeconds / firstBytes),
                backgrounded,
                List.copyOf(errors),
                events);
    }

    private OptionalLong stalls() {
        if (reports == 0) {
            return OptionalLong.empty();
        }
        long counted = Math.max(rebufferings, Math.max(inRequests.starvations, inEvents.starvations));
        return OptionalLong.of(Math.max(starvations.orElse(0), starvations.isPresent() ? 0 : counted));
    }

    /** Empty if the player tells of stalls and not how long they are. */
    private OptionalDouble stallSeconds() {
        if (starvedTime.isPresent()) {
            return OptionalDouble.of(seconds(starvedTime.get()));
        }
        Duration told = longest(rebuffered, longest(inRequests.starved, inEvents.starved));
        return stalls().isEmpty() || (stalls().getAsLong() > 0 && told.isZero())
                ? OptionalDouble.empty()
                : OptionalDouble.of(seconds(told));
    }

    private static Duration longest(Duration a, Duration b) {
        return a.compareTo(b) > 0 ? a : b;
    }

    private static OptionalDouble optional(Optional<Double> value) {
        return value.map(OptionalDouble::of).orElse(OptionalDouble.empty());
    }

    private static double seconds(Duration time) {
        return time.toNanos() / 1e9;
    }
}
