package dev.starling.edge.delivery;

import dev.starling.swarm.cmaf.ChunkHeader;
import dev.starling.swarm.cmaf.ChunkHeader.Sample;
import dev.starling.swarm.pack.MappedMember;
import dev.starling.swarm.title.AccessUnitEntry;
import dev.starling.swarm.title.AccessUnitType;
import dev.starling.swarm.title.Clip;
import dev.starling.swarm.title.ParameterSetPair;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Makes the segments of tracks for trick modes: the IDR pictures of a clip in one movie fragment. Each lasts until the
 * next one, so the track has no gaps in which a player would wait.
 */
public final class IFrameSegment {
    private IFrameSegment() {}

    /**
     * Makes a segment.
     *
     * @param member of the clip
     * @param parameterSetPair written before each picture, because clips may have different ones ({@code avc3})
     * @return a composite of direct buffers; the caller releases it
     */
    public static ByteBuf of(
            Clip clip, MappedMember member, ParameterSetPair parameterSetPair, ByteBufAllocator allocator) {
        // A picture lasts for seconds: a player may have no other one until a decoder has shown it.
        byte[] parameterSets = parameterSetPair.ofIdrPictures().inBand();
        List<AccessUnitEntry> units = member.accessUnits();
        List<Integer> pictures = IntStream.range(0, units.size())
                .filter(it -> units.get(it).type() == AccessUnitType.IDR)
                .boxed()
                .toList();
        List<Sample> samples = new ArrayList<>();
        List<ByteBuf> media = new ArrayList<>();
        for (int i = 0; i < pictures.size(); i++) {
            int picture = pictures.get(i);
            long until = i + 1 < pictures.size()
                    ? units.get(pictures.get(i + 1)).presentationOffsetTicks()
                    : clip.durationTicks();
            long duration = until - units.get(picture).presentationOffsetTicks();
            samples.add(Sample.sync(parameterSets.length + units.get(picture).bytes(), Math.toIntExact(duration), 0));
            media.add(allocator.directBuffer(parameterSets.length).writeBytes(parameterSets));
            media.add(Unpooled.wrappedBuffer(member.bytes(picture, picture + 1)));
        }
        long start = clip.startTicks() + units.get(pictures.getFirst()).presentationOffsetTicks();
        byte[] type = ChunkHeader.segmentType();
        byte[] header = ChunkHeader.of(1, start, samples);
        ByteBuf head = allocator.directBuffer(type.length + header.length);
        CompositeByteBuf segment = allocator.compositeDirectBuffer(1 + media.size());
        return segment.addComponent(true, head.writeBytes(type).writeBytes(header))
                .addComponents(true, media);
    }
}
