package dev.starling.edge.delivery;

import dev.starling.swarm.cmaf.ChunkHeader;
import dev.starling.swarm.cmaf.ChunkHeader.Sample;
import dev.starling.swarm.pack.MappedMember;
import dev.starling.swarm.steer.BlendPlan;
import dev.starling.swarm.steer.BlendPlan.OfMember;
import dev.starling.swarm.steer.BlendPlan.OfRows;
import dev.starling.swarm.steer.BlendPlan.OfTail;
import dev.starling.swarm.steer.BlendPlan.Requantised;
import dev.starling.swarm.steer.BlendPlan.Span;
import dev.starling.swarm.steer.BlendPlan.Stored;
import dev.starling.swarm.title.AccessUnitEntry;
import dev.starling.swarm.title.RowBlend;
import dev.starling.swarm.title.SampleTimes;
import dev.starling.swarm.title.Tail;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * Makes the CMAF chunks of one clip: writes headers and parameter sets, and gathers sample data from the mapped members
 * without copying, except for access units that are requantised.
 */
final class ChunkWriter {
    /** Of what goes on in the middle of a tail as it is stored. */
    private static final long NO_BUDGET = Long.MAX_VALUE;

    private final MappedClip clip;
    private final SampleTimes times;
    private final long startTicks;
    private final byte[] parameterSets;
    private final ByteBufAllocator allocator;
    private final RequantisingWorkers workers;
    private final List<RequantisedRun> runs = new ArrayList<>();
    private int chunks;
    private long mediaBytes;

    /**
     * Creates a writer.
     *
     * @param parameterSets written before every sync sample, because decoding may start at any of them (ISO/IEC
     *     14496-15, 5.3.3: {@code avc3}). Before a sync sample without parameter sets, some players insert those of the
     *     sample entry, which belong to another group. Empty if the sample entry has the right ones.
     * @param workers requantise
     */
    ChunkWriter(MappedClip clip, byte[] parameterSets, RequantisingWorkers workers, ByteBufAllocator allocator) {
        this.clip = clip;
        this.times = clip.members().times();
        this.startTicks = clip.members().clip().startTicks();
        this.parameterSets = parameterSets.clone();
        this.workers = workers;
        this.allocator = allocator;
    }

    /**
     * Makes the next chunk.
     *
     * @param from the first access unit that is in no chunk yet
     * @param until the first access unit after the chunk, above {@code from}
     * @return a composite of direct buffers; the caller releases it
     */
    ByteBuf chunk(BlendPlan plan, int from, int until) {
        Chunk chunk = new Chunk();
        for (Span span : plan.spans()) {
            int first = Math.max(from, span.from());
            int next = Math.min(until, span.until());
            if (first < next) {
                switch (span.source()) {
                    case Stored stored -> gather(stored, first, next, chunk);
                    case OfRows(RowBlend rows) -> gather(rows, first, next, chunk);
                    case Requantised(Stored of, long maxBytes)
                    when maxBytes == NO_BUDGET -> gather(of, first, next, chunk);
                    case Requantised requantised -> {
                        int at = first;
                        for (ByteBuffer unit : run(requantised, span.from()).until(next)) {
                            addParameterSets(at, chunk);
                            chunk.media.add(Unpooled.wrappedBuffer(unit));
                            addSample(at++, unit.remaining(), chunk);
                        }
                    }
                }
            }
        }
        byte[] header = ChunkHeader.of(++chunks, startTicks + times.decodingTicks(from), chunk.samples);
        byte[] segmentType = from == 0 ? ChunkHeader.segmentType() : new byte[0];
        ByteBuf head = allocator.directBuffer(segmentType.length + header.length);
        head.writeBytes(segmentType).writeBytes(header);
        return allocator
                .compositeDirectBuffer(1 + chunk.media.size())
                .addComponent(true, head)
                .addComponents(true, chunk.media);
    }

    /** The samples of a chunk, and their bytes. */
    private static final class Chunk {
        private final List<Sample> samples = new ArrayList<>();
        private final List<ByteBuf> media = new ArrayList<>();
    }

    private RequantisedRun run(Requantised source, int from) {
        RequantisedRun last = runs.isEmpty() ? null : runs.getLast();
        if (last == null || !last.is(source, from)) {
            last = new RequantisedRun(clip, source, from, workers);
            runs.add(last);
        }
        return last;
    }

    /** Adds access units as they are stored, in as few buffers as possible, with parameter sets between them. */
    private void gather(Stored source, int from, int until, Chunk chunk) {
        MappedMember file = clip.file(source);
        int start = switch (source) {
            case OfMember _ -> 0;
            case OfTail(Tail tail) -> tail.from();
        };
        int pending = from;
        for (int i = from; i < until; i++) {
            if (isSync(i) && parameterSets.length > 0) {
                if (pending < i) {
                    chunk.media.add(Unpooled.wrappedBuffer(file.bytes(pending - start, i - start)));
                }
                addParameterSets(i, chunk);
                pending = i;
            }
            addSample(i, file.accessUnits().get(i - start).bytes(), chunk);
        }
        chunk.media.add(Unpooled.wrappedBuffer(file.bytes(pending - start, until - start)));
    }

    /** Adds access units of two members, row by row. What is before the first slice comes from the higher one. */
    private void gather(RowBlend rows, int from, int until, Chunk chunk) {
        MappedMember higher = clip.file(new OfMember(rows.higher()));
        for (int i = from; i < until; i++) {
            addParameterSets(i, chunk);
            AccessUnitEntry entry = higher.accessUnits().get(i);
            ByteBuffer before = higher.bytes(i, i + 1);
            int bytes = entry.sliceOffsets().getFirst();
            if (bytes > 0) {
                chunk.media.add(Unpooled.wrappedBuffer(before.slice(0, bytes)));
            }
            for (int row = 0; row < entry.sliceOffsets().size(); row++) {
                MappedMember file = clip.file(new OfMember(rows.memberOf(row)));
                AccessUnitEntry unit = file.accessUnits().get(i);
                int offset = unit.sliceOffsets().get(row);
                int length = unit.sliceUntil(row) - offset;
                chunk.media.add(Unpooled.wrappedBuffer(file.bytes(i, i + 1).slice(offset, length)));
                bytes += length;
            }
            addSample(i, bytes, chunk);
        }
    }

    private boolean isSync(int accessUnit) {
        return clip.members().idrPictures(accessUnit, accessUnit + 1) > 0;
    }

    private void addParameterSets(int accessUnit, Chunk chunk) {
        if (isSync(accessUnit) && parameterSets.length > 0) {
            chunk.media.add(allocator.directBuffer(parameterSets.length).writeBytes(parameterSets));
        }
    }

    private void addSample(int accessUnit, int bytes, Chunk chunk) {
        mediaBytes += bytes;
        int duration = times.durationTicks(accessUnit);
        int offset = times.compositionOffsetTicks(accessUnit);
        chunk.samples.add(
                isSync(accessUnit)
                        ? Sample.sync(bytes + parameterSets.length, duration, offset)
                        : Sample.nonSync(bytes, duration, offset));
    }

    /** The bytes of all access units so far, without parameter sets and headers. */
    long mediaBytes() {
        return mediaBytes;
    }

    /** The processor time of requantising so far. */
    Duration requantisingTime() {
        return runs.stream().map(RequantisedRun::cpu).reduce(Duration.ZERO, Duration::plus);
    }

    /** A plan as it was carried out: where requantising came late, the access units went out as they are stored. */
    BlendPlan asSent(BlendPlan plan) {
        if (runs.isEmpty()) {
            return plan;
        }
        List<Span> spans = new ArrayList<>();
        for (Span span : plan.spans()) {
            OptionalInt storedFrom = span.source() instanceof Requantised source
                    ? runs.stream()
                            .filter(it -> it.is(source, span.from()))
                            .flatMapToInt(it -> it.storedFrom().stream())
                            .filter(it -> it < span.until())
                            .findFirst()
                    : OptionalInt.empty();
            if (storedFrom.isPresent() && span.source() instanceof Requantised(Stored of, long _)) {
                int at = storedFrom.getAsInt();
                if (at > span.from()) {
                    spans.add(new Span(span.source(), span.from(), at));
                }
                addStored(of, at, span.until(), spans);
            } else {
                spans.add(span);
            }
        }
        return new BlendPlan(plan.group(), spans);
    }

    /** A tail can only start where it starts, so what goes on in its middle is told of as one that loses nothing. */
    private void addStored(Stored of, int from, int until, List<Span> spans) {
        Span last = spans.isEmpty() ? null : spans.getLast();
        if (last != null && last.source().equals(of)) {
            spans.set(spans.size() - 1, new Span(of, last.from(), until));
        } else if (of instanceof OfTail(Tail tail) && tail.from() != from) {
            spans.add(new Span(new Requantised(of, NO_BUDGET), from, until));
        } else {
            spans.add(new Span(of, from, until));
        }
    }
}
