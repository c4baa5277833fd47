package dev.starling.edge.delivery;

import dev.starling.swarm.cmaf.ChunkHeader;
import dev.starling.swarm.cmaf.ChunkHeader.Sample;
import dev.starling.swarm.pack.MappedMember;
import dev.starling.swarm.steer.BlendPlan;
import dev.starling.swarm.steer.BlendPlan.Span;
import dev.starling.swarm.title.AccessUnitEntry;
import dev.starling.swarm.title.AccessUnitType;
import dev.starling.swarm.title.SampleTimes;
import dev.starling.swarm.title.Tail;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes the CMAF chunks of one clip: writes headers and parameter sets, and gathers sample data from the mapped members
 * without copying.
 */
final class ChunkWriter {
    private final MappedClip clip;
    private final SampleTimes times;
    private final long startTicks;
    private final byte[] parameterSets;
    private final ByteBufAllocator allocator;
    private int chunks;

    /**
     * Creates a writer.
     *
     * @param parameterSets written before every sync sample, because decoding may start at any of them (ISO/IEC
     *     14496-15, 5.3.3: {@code avc3}). Before a sync sample without parameter sets, some players insert those of the
     *     sample entry, which belong to another group. Empty if the sample entry has the right ones.
     */
    ChunkWriter(MappedClip clip, byte[] parameterSets, ByteBufAllocator allocator) {
        this.clip = clip;
        this.times = clip.members().times();
        this.startTicks = clip.members().clip().startTicks();
        this.parameterSets = parameterSets.clone();
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
        List<Sample> samples = new ArrayList<>(until - from);
        List<ByteBuf> media = new ArrayList<>();
        for (Span span : plan.spans()) {
            int first = Math.max(from, span.from());
            int next = Math.min(until, span.until());
            if (first < next) {
                gather(new Source(clip.file(span), span.tail().map(Tail::from).orElse(0)), first, next, samples, media);
            }
        }
        byte[] header = ChunkHeader.of(++chunks, startTicks + times.decodingTicks(from), samples);
        byte[] segmentType = from == 0 ? ChunkHeader.segmentType() : new byte[0];
        ByteBuf head = allocator.directBuffer(segmentType.length + header.length);
        head.writeBytes(segmentType).writeBytes(header);
        return allocator
                .compositeDirectBuffer(1 + media.size())
                .addComponent(true, head)
                .addComponents(true, media);
    }

    /**
     * A file of access units.
     *
     * @param start the access unit of the clip that is its first
     */
    private record Source(MappedMember file, int start) {
        AccessUnitEntry accessUnit(int index) {
            return file.accessUnits().get(index - start);
        }

        ByteBuf bytes(int from, int until) {
            return Unpooled.wrappedBuffer(file.bytes(from - start, until - start));
        }
    }

    /** Adds access units of one source in as few buffers as possible, with parameter sets between them. */
    private void gather(Source source, int from, int until, List<Sample> samples, List<ByteBuf> media) {
        int pending = from;
        for (int i = from; i < until; i++) {
            AccessUnitEntry unit = source.accessUnit(i);
            boolean sync = unit.type() == AccessUnitType.IDR;
            if (sync && parameterSets.length > 0) {
                if (pending < i) {
                    media.add(source.bytes(pending, i));
                }
                media.add(allocator.directBuffer(parameterSets.length).writeBytes(parameterSets));
                pending = i;
            }
            int duration = times.durationTicks(i);
            int offset = times.compositionOffsetTicks(i);
            samples.add(
                    sync
                            ? Sample.sync(unit.bytes() + parameterSets.length, duration, offset)
                            : Sample.nonSync(unit.bytes(), duration, offset));
        }
        media.add(source.bytes(pending, until));
    }
}
