package dev.starling.swarm.pack;

import dev.starling.swarm.title.ClusterId;
import dev.starling.swarm.title.IdrPicture;
import dev.starling.swarm.title.IdrPictures;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * The layout of {@code idr.bin}, the IDR pictures of all members; all numbers big-endian:
 *
 * <pre>
 *  0  u32  magic "STBI"
 *  4  u16  version, 1
 *  6  u16  0
 *  8  u32  members: n
 * 12  u32  CRC-32 of all bytes from 16
 * 16  n times: u32 index of the clip, u8 length and ASCII of the cluster's id, u16 IDR pictures: k
 *     k times: u32 access unit, s32 presentation offset, u32 bytes before it in the payload, u32 bytes
 * </pre>
 */
final class IdrFile {
    private static final int MAGIC = 0x53544249;
    private static final int VERSION = 1;
    private static final int HEADER_BYTES = 16;
    private static final int PICTURE_BYTES = 16;
    private static final int MAX_PICTURES = 0xFFFF;

    private IdrFile() {}

    /**
     * The bytes of the file, in the order of clips and clusters.
     *
     * @throws IllegalArgumentException if a member has more than 65,535 IDR pictures
     */
    static byte[] write(IdrPictures pictures) {
        List<IdrPictures.Of> members = pictures.byMember().keySet().stream()
                .sorted(Comparator.comparingInt(IdrPictures.Of::clip).thenComparing(IdrPictures.Of::cluster))
                .toList();
        int size = HEADER_BYTES;
        for (IdrPictures.Of member : members) {
            List<IdrPicture> its = pictures.of(member.clip(), member.cluster());
            if (its.size() > MAX_PICTURES) {
                throw new IllegalArgumentException(member + " has " + its.size() + " IDR pictures");
            }
            size += Integer.BYTES + 1 + member.cluster().value().length() + Short.BYTES + its.size() * PICTURE_BYTES;
        }
        ByteBuffer out = ByteBuffer.allocate(size);
        out.putInt(MAGIC).putShort((short) VERSION).putShort((short) 0);
        out.putInt(members.size()).putInt(0);
        for (IdrPictures.Of member : members) {
            byte[] id = member.cluster().value().getBytes(StandardCharsets.US_ASCII);
            List<IdrPicture> its = pictures.of(member.clip(), member.cluster());
            out.putInt(member.clip()).put((byte) id.length).put(id).putShort((short) its.size());
            for (IdrPicture picture : its) {
                out.putInt(picture.accessUnit()).putInt(picture.presentationOffsetTicks());
                out.putInt(picture.offset()).putInt(picture.bytes());
            }
        }
        return out.putInt(HEADER_BYTES - Integer.BYTES, checksum(out)).array();
    }

    /**
     * Reads the file.
     *
     * @param file all its bytes
     * @throws IllegalArgumentException if it is damaged or another kind of file
     */
    static IdrPictures read(ByteBuffer file) {
        ByteBuffer in = file.duplicate();
        try {
            if (in.getInt() != MAGIC || in.getShort() != VERSION) {
                throw new IllegalArgumentException("not an index of IDR pictures of version " + VERSION);
            }
            in.getShort();
            int members = in.getInt();
            if (in.getInt() != checksum(file)) {
                throw new IllegalArgumentException("the index is damaged: wrong checksum");
            }
            Map<IdrPictures.Of, List<IdrPicture>> pictures = new HashMap<>();
            for (int left = members; left > 0; left--) {
                int clip = in.getInt();
                byte[] id = new byte[Byte.toUnsignedInt(in.get())];
                in.get(id);
                List<IdrPicture> its = new ArrayList<>();
                for (int of = Short.toUnsignedInt(in.getShort()); of > 0; of--) {
                    its.add(new IdrPicture(in.getInt(), in.getInt(), in.getInt(), in.getInt()));
                }
                pictures.put(
                        new IdrPictures.Of(clip, new ClusterId(new String(id, StandardCharsets.US_ASCII))),
                        List.copyOf(its));
            }
            if (in.hasRemaining()) {
                throw new IllegalArgumentException("has bytes after its last member");
            }
            return new IdrPictures(pictures);
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("ends inside a member", e);
        }
    }

    private static int checksum(ByteBuffer file) {
        CRC32 crc = new CRC32();
        crc.update(file.duplicate().clear().position(HEADER_BYTES));
        return (int) crc.getValue();
    }
}
