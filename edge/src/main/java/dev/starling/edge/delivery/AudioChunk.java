package dev.starling.edge.delivery;

import dev.starling.swarm.cmaf.ChunkHeader;
import dev.starling.swarm.cmaf.ChunkHeader.Sample;
import dev.starling.swarm.pack.MappedMember;
import dev.starling.swarm.title.AudioRendition;
import dev.starling.swarm.title.AudioRendition.AudioSegment;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;

/**
 * Makes audio segments. They are small and the same for all clients, so each has two chunks at most. The first one is
 * short, because a player that appends chunk by chunk shows no picture before it has some sound.
 */
public final class AudioChunk {
    /** About as long as the first chunk of pictures. */
    private static final int FIRST_FRAMES = 24;

    private AudioChunk() {}

    /**
     * Makes a segment.
     *
     * @return a composite of direct buffers; the caller releases it
     */
    public static ByteBuf of(MappedMember media, AudioSegment segment, ByteBufAllocator allocator) {
        int frames = media.accessUnits().size();
        int first = Math.min(FIRST_FRAMES, frames);
        List<Integer> ends = first < frames ? List.of(first, frames) : List.of(first);
        CompositeByteBuf chunks = allocator.compositeDirectBuffer(2 * ends.size());
        int from = 0;
        int number = 1;
        for (int until : ends) {
            List<Sample> samples = media.accessUnits().subList(from, until).stream()
                    .map(unit -> Sample.sync(unit.bytes(), AudioRendition.SAMPLES_PER_FRAME, 0))
                    .toList();
            long start = segment.startSample() + (long) from * AudioRendition.SAMPLES_PER_FRAME;
            byte[] type = from == 0 ? ChunkHeader.segmentType() : new byte[0];
            byte[] header = ChunkHeader.of(number++, start, samples);
            ByteBuf head = allocator.directBuffer(type.length + header.length);
            chunks.addComponents(
                    true, head.writeBytes(type).writeBytes(header), Unpooled.wrappedBuffer(media.bytes(from, until)));
            from = until;
        }
        return chunks;
    }
}
