package dev.starling.benchmarks;

import dev.starling.edge.catalog.PublishedTitle;
import dev.starling.edge.delivery.ChunkSink;
import dev.starling.edge.delivery.ClipReport;
import dev.starling.edge.delivery.PreparedClip;
import dev.starling.h264.syntax.AvcDecoderConfigurationRecord;
import dev.starling.media.Bytes;
import dev.starling.media.encoding.CodedPicture;
import dev.starling.media.encoding.PictureType;
import dev.starling.swarm.pack.MappedMember;
import dev.starling.swarm.steer.ClipMedia;
import dev.starling.swarm.steer.ClipMembers;
import dev.starling.swarm.steer.Levels;
import dev.starling.swarm.steer.PathMonitor;
import dev.starling.swarm.title.AccessUnitEntry;
import dev.starling.swarm.title.BlendGroup;
import dev.starling.swarm.title.BlendPoint;
import dev.starling.swarm.title.Clip;
import dev.starling.swarm.title.ClusterId;
import dev.starling.swarm.title.Tail;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/** Clips as the edge sends them, read back from the segments. */
final class DeliveredClips {
    private DeliveredClips() {}

    /**
     * A clip that was sent into memory.
     *
     * @param segment what the player gets
     * @param report of the edge
     */
    record Delivered(Bytes segment, ClipReport report) {}

    /** Sends a clip to a client that takes everything at once. */
    static Delivered send(PreparedClip prepared) {
        ByteArrayOutputStream segment = new ByteArrayOutputStream();
        ChunkSink sink = new ChunkSink() {
            @Override
            public void write(ByteBuf chunk) {
                try {
                    chunk.readBytes(segment, chunk.readableBytes());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                } finally {
                    chunk.release();
                }
            }

            @Override
            public void end() {
                // The segment is whole.
            }

            @Override
            public void pause(Duration time) {
                throw new IllegalStateException("without the kernel's counters nothing waits");
            }
        };
        List<ClipReport> reports = new ArrayList<>();
        prepared.send(
                sink,
                Optional::empty,
                new PathMonitor(),
                Optional.empty(),
                PooledByteBufAllocator.DEFAULT,
                InstantSource.system(),
                reports::add);
        return new Delivered(Bytes.adopt(segment.toByteArray()), reports.getLast());
    }

    /** What the edge knows of the members of a clip that blend with one of them. */
    static ClipMembers members(PublishedTitle published, Clip clip, ClusterId one) throws IOException {
        SequencedMap<ClusterId, List<AccessUnitEntry>> members = new LinkedHashMap<>();
        for (ClusterId id : ClipMembers.blendingWith(one, published.title(), clip)) {
            members.put(id, published.member(clip, id).accessUnits());
        }
        List<BlendPoint> atlas = published.atlas(clip);
        Map<Tail, List<AccessUnitEntry>> tails = new HashMap<>();
        for (BlendPoint point : atlas) {
            if (point instanceof BlendPoint.OfTail tail
                    && members.containsKey(tail.tail().member())) {
                tails.put(tail.tail(), published.tail(clip, tail.tail()).accessUnits());
            }
        }
        BlendGroup group =
                published.title().group(published.title().cluster(one).group());
        return new ClipMembers(clip, new ClipMedia(group.pictureSize(), members, tails, atlas), Levels.ALL);
    }

    /** The parameter sets of a group, for a decoder. */
    static AvcDecoderConfigurationRecord configuration(BlendGroup group) {
        return AvcDecoderConfigurationRecord.of(
                group.parameterSets().sps(), group.parameterSets().pps());
    }

    /**
     * The pictures of a segment.
     *
     * @param like any member of the clip: tells the types of the pictures
     */
    static List<CodedPicture> pictures(byte[] segment, MappedMember like) {
        ByteBuffer in = ByteBuffer.wrap(segment);
        List<CodedPicture> pictures = new ArrayList<>();
        while (in.hasRemaining()) {
            int at = in.position();
            int size = in.getInt(at);
            if (type(in, at).equals("moof")) {
                addPictures(in.slice(at, size), segment, at, like, pictures);
            }
            in.position(at + size);
        }
        return pictures;
    }

    private static void addPictures(
            ByteBuffer moof, byte[] segment, int moofAt, MappedMember like, List<CodedPicture> pictures) {
        ByteBuffer trun = moof.duplicate().position(find(moof, "trun") + Integer.BYTES);
        int count = trun.getInt();
        int at = moofAt + trun.getInt();
        long decoding = moof.getLong(find(moof, "tfdt") + Integer.BYTES);
        for (int i = 0; i < count; i++) {
            int duration = trun.getInt();
            int bytes = trun.getInt();
            trun.getInt();
            int offset = trun.getInt();
            AccessUnitEntry entry = like.accessUnits().get(pictures.size());
            pictures.add(new CodedPicture(
                    Bytes.copyOf(segment, at, at + bytes),
                    switch (entry.type()) {
                        case IDR -> PictureType.IDR;
                        case I, P -> PictureType.P;
                        case B -> PictureType.B;
                        case AUDIO -> throw new IllegalArgumentException("no video");
                    },
                    entry.nalRefIdc(),
                    decoding + offset,
                    decoding));
            at += bytes;
            decoding += duration;
        }
    }

    private static String type(ByteBuffer box, int at) {
        byte[] type = new byte[Integer.BYTES];
        box.get(at + Integer.BYTES, type);
        return new String(type, StandardCharsets.US_ASCII);
    }

    /** Where the body of a box of moof or traf begins. */
    private static int find(ByteBuffer moof, String wanted) {
        int at = 2 * Integer.BYTES;
        while (!type(moof, at).equals(wanted)) {
            at += type(moof, at).equals("traf") ? 2 * Integer.BYTES : moof.getInt(at);
        }
        return at + 2 * Integer.BYTES;
    }
}
