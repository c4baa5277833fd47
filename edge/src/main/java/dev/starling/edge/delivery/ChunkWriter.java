package dev.starling.edge.delivery;

import dev.starling.swarm.cmaf.ChunkHeader;
import dev.starling.swarm.cmaf.ChunkHeader.Sample;
import dev.starling.swarm.pack.MappedMember;
import dev.starling.swarm.steer.BlendPlan;
import dev.starling.swarm.steer.BlendPlan.Span;
import dev.starling.swarm.title.AccessUnitEntry;
import dev.starling.swarm.title.AccessUnitType;
import dev.starling.swarm.title.SampleTimes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes the CMAF chunks of one clip: headers and parameter sets written, sample data gathered from where the members
 * are mapped.
 */
final class ChunkWriter {
    private final MappedClip clip;
    private final SampleTimes times;
    private final long startTicks;
    private final byte[] parameterSets;
    private final ByteBufAllocator allocator;
    private int chunks;

    /**
     * @param parameterSets the head of every sync sample, since decoding may start at each (ISO/IEC 14496-15, 5.3.3:
     *     {@code avc3}), and some players put those of the sample entry, which are another group's, before any that has
     *     none; empty where the sample entry has the right ones
     */
    ChunkWriter(MappedClip clip, byte[] parameterSets, ByteBufAllocator allocator) {
        this.clip = clip;
        this.times = clip.members().times();
        this.startTicks = clip.members().clip().startTicks();
        this.parameterSets = parameterSets.clone();
        this.allocator = allocator;
    }

    /**
     * The next chunk.
     *
     * @param from the first access unit that no chunk has yet
     * @param until the first that is not in the chunk, above {@code from}
     * @return direct buffers only, to be released by whoever takes them
     */
    ByteBuf chunk(BlendPlan plan, int from, int until) {
        List<Sample> samples = new ArrayList<>(until - from);
        List<ByteBuf> media = new ArrayList<>();
        for (Span span : plan.spans()) {
            int first = Math.max(from, span.from());
            int next = Math.min(until, span.until());
            if (first < next) {
                gather(clip.file(span.member()), first, next, samples, media);
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

    /** Access units of one member: as few parts as they lie in, with parameter sets between them. */
    private void gather(MappedMember member, int from, int until, List<Sample> samples, List<ByteBuf> media) {
        int pending = from;
        for (int i = from; i < until; i++) {
            AccessUnitEntry unit = member.accessUnits().get(i);
            boolean sync = unit.type() == AccessUnitType.IDR;
            if (sync && parameterSets.length > 0) {
                if (pending < i) {
                    media.add(Unpooled.wrappedBuffer(member.bytes(pending, i)));
                }
                media.add(allocator.directBuffer(parameterSets.length).writeBytes(parameterSets));
                pending = i;
            }
            samples.add(new Sample(
                    unit.bytes() + (sync ? parameterSets.length : 0),
                    times.durationTicks(i),
                    times.compositionOffsetTicks(i),
                    sync));
        }
        media.add(Unpooled.wrappedBuffer(member.bytes(pending, until)));
    }
}
