package dev.starling.edge.delivery;

import dev.starling.h264.bits.H264Exception;
import dev.starling.h264.edit.BudgetRequantiser;
import dev.starling.h264.edit.RestingPictures;
import dev.starling.swarm.pack.MappedMember;
import dev.starling.swarm.steer.BlendPlan.OfMember;
import dev.starling.swarm.steer.BlendPlan.OfTail;
import dev.starling.swarm.steer.BlendPlan.Requantised;
import dev.starling.swarm.title.SampleTimes;
import dev.starling.swarm.title.Tail;
import dev.starling.swarm.title.Title;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * The requantised access units of one span, in their order, made by {@link RequantisingWorkers}. Once they are late or
 * cannot be read, the rest is what is stored: as much as a static origin would send. For one thread.
 */
final class RequantisedRun {
    private final MappedMember file;
    /** The access unit of the clip that is the file's first. */
    private final int start;

    private final int from;
    private final Requantised source;
    private final MappedClip clip;
    private final RequantisingWorkers workers;
    private @Nullable BudgetRequantiser requantiser;
    private int next;
    private OptionalInt storedFrom = OptionalInt.empty();
    private Duration cpu = Duration.ZERO;

    /** @param from the first access unit of the span */
    RequantisedRun(MappedClip clip, Requantised source, int from, RequantisingWorkers workers) {
        this.clip = clip;
        this.source = source;
        this.file = clip.file(source.of());
        this.start = switch (source.of()) {
            case OfMember _ -> 0;
            case OfTail(Tail tail) -> tail.from();
        };
        this.from = from;
        this.next = from;
        this.workers = workers;
    }

    /** What it requantises, and from which access unit on. */
    boolean is(Requantised other, int at) {
        return source.equals(other) && from == at;
    }

    /** The next access units, up to one. */
    List<ByteBuffer> until(int until) {
        List<ByteBuffer> units = new ArrayList<>(until - next);
        while (next < until) {
            int first = next;
            next = storedFrom.isPresent() ? until : Math.min(until, pieceFrom(first));
            Optional<List<ByteBuffer>> made = storedFrom.isPresent() ? Optional.empty() : requantised(first, next);
            if (made.isEmpty() && storedFrom.isEmpty()) {
                storedFrom = OptionalInt.of(first);
                requantiser = null;
            }
            units.addAll(made.orElseGet(() -> stored(first, next)));
        }
        return units;
    }

    /** The end of the access units that are requantised in one go, so that the runs of others have their turn. */
    private int pieceFrom(int first) {
        SampleTimes times = clip.members().times();
        long ticks = RequantisingWorkers.MAX_TIME.toNanos()
                * Title.TIMESCALE
                / Duration.ofSeconds(1).toNanos();
        int end = first + 1;
        while (end < times.count() && times.decodingTicks(end + 1) - times.decodingTicks(first) <= ticks) {
            end++;
        }
        return end;
    }

    private Optional<List<ByteBuffer>> requantised(int first, int until) {
        if (source.rests(start + file.accessUnits().size() - from)) {
            return resting(first, until);
        }
        Optional<RequantisingWorkers.Done<ByteBuffer>> made = workers.run(() -> requantise(until - first));
        made.ifPresent(it -> cpu = cpu.plus(it.cpu()));
        return made.map(RequantisingWorkers.Done::result);
    }

    /** Pictures that rest take next to no time, and must not wait: they are sent where a path has collapsed. */
    private Optional<List<ByteBuffer>> resting(int first, int until) {
        RestingPictures pictures = new RestingPictures(
                clip.parameterSets().sps(), clip.parameterSets().pps());
        try {
            return Optional.of(stored(first, until).stream().map(pictures::rest).toList());
        } catch (H264Exception unreadable) {
            return Optional.empty();
        }
    }

    private List<ByteBuffer> requantise(int count) {
        BudgetRequantiser all = requantiser;
        if (all == null) {
            int end = start + file.accessUnits().size();
            all = new BudgetRequantiser(
                    stored(from, end),
                    clip.parameterSets().sps(),
                    clip.parameterSets().pps(),
                    source.maxBytes());
            requantiser = all;
        }
        List<ByteBuffer> units = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            if (Thread.currentThread().isInterrupted()) {
                throw new CancellationException("late");
            }
            units.add(all.next());
        }
        return units;
    }

    private List<ByteBuffer> stored(int first, int until) {
        List<ByteBuffer> units = new ArrayList<>(until - first);
        for (int i = first; i < until; i++) {
            units.add(file.bytes(i - start, i + 1 - start));
        }
        return units;
    }

    /** The first access unit that went out as it is stored, because it could not be requantised in time. */
    OptionalInt storedFrom() {
        return storedFrom;
    }

    /** The processor time so far. */
    Duration cpu() {
        return cpu;
    }
}
