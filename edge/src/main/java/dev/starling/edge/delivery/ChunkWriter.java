package dev.starling.edge.delivery;

import dev.starling.swarm.blend.BlendPlan;
import dev.starling.swarm.blend.BlendPlan.Span;
import dev.starling.swarm.cmaf.ChunkHeader;
import dev.starling.swarm.cmaf.ChunkHeader.Sample;
import dev.starling.swarm.pack.AccessUnit;
import dev.starling.swarm.pack.MappedMember;
import dev.starling.swarm.pack.PictureType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes the CMAF chunks of one clip: header and parameter sets written, sample data gathered from where the members are
 * mapped.
 */
final class ChunkWriter {
    private final ClipMembers members;
    private final SampleTimes times;
    private final long startTicks;
    private final byte[] beforeFirstSample;
    private final ByteBufAllocator allocator;
    private int chunks;

    /**
     * @param startTicks the clip's, in the title
     * @param beforeFirstSample parameter sets that become the head of the first sample; empty where the sample entry has them
     */
    ChunkWriter(
            ClipMembers members,
            SampleTimes times,
            long startTicks,
            byte[] beforeFirstSample,
            ByteBufAllocator allocator) {
        this.members = members;
        this.times = times;
        this.startTicks = startTicks;
        this.beforeFirstSample = beforeFirstSample.clone();
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
        byte[] prefix = from == 0 ? beforeFirstSample : new byte[0];
        List<Sample> samples = new ArrayList<>(until - from);
        List<ByteBuffer> media = new ArrayList<>();
        for (Span span : plan.spans()) {
            int start = Math.max(from, span.from());
            int end = Math.min(until, span.until());
            if (start < end) {
                MappedMember member = members.member(span.member());
                for (int i = start; i < end; i++) {
                    samples.add(sample(member.accessUnits().get(i), i, i == 0 ? prefix.length : 0));
                }
                media.add(member.bytes(start, end));
            }
        }
        byte[] header = ChunkHeader.of(++chunks, startTicks + times.decodingTicks(from), samples);
        byte[] segmentType = from == 0 ? ChunkHeader.segmentType() : new byte[0];
        ByteBuf head = allocator.directBuffer(segmentType.length + header.length + prefix.length);
        head.writeBytes(segmentType).writeBytes(header).writeBytes(prefix);
        CompositeByteBuf chunk = allocator.compositeDirectBuffer(1 + media.size());
        chunk.addComponent(true, head);
        media.forEach(part -> chunk.addComponent(true, Unpooled.wrappedBuffer(part)));
        return chunk;
    }

    private Sample sample(AccessUnit unit, int index, int prefixBytes) {
        return new Sample(
                prefixBytes + unit.bytes(),
                times.durationTicks(index),
                times.compositionOffsetTicks(index),
                unit.type() == PictureType.IDR);
    }
}
