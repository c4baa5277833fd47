package dev.starling.edge.delivery;

import dev.starling.swarm.cmaf.ChunkHeader;
import dev.starling.swarm.cmaf.ChunkHeader.Sample;
import dev.starling.swarm.pack.MappedMember;
import dev.starling.swarm.title.AudioRendition;
import dev.starling.swarm.title.AudioRendition.AudioSegment;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.util.List;

/** Makes audio segments. They are small and the same for all clients, so each is one chunk. */
public final class AudioChunk {
    private AudioChunk() {}

    /**
     * Makes a segment.
     *
     * @return a composite of direct buffers; the caller releases it
     */
    public static ByteBuf of(MappedMember media, AudioSegment segment, ByteBufAllocator allocator) {
        List<Sample> samples = media.accessUnits().stream()
                .map(unit -> Sample.sync(unit.bytes(), AudioRendition.SAMPLES_PER_FRAME, 0))
                .toList();
        byte[] type = ChunkHeader.segmentType();
        byte[] header = ChunkHeader.of(1, segment.startSample(), samples);
        ByteBuf head = allocator.directBuffer(type.length + header.length);
        head.writeBytes(type).writeBytes(header);
        return allocator
                .compositeDirectBuffer(2)
                .addComponent(true, head)
                .addComponent(true, Unpooled.wrappedBuffer(media.bytes(0, samples.size())));
    }
}
