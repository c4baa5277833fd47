package dev.starling.swarm.pack;

import dev.starling.swarm.title.AccessUnitEntry;
import dev.starling.swarm.title.AccessUnitType;
import dev.starling.swarm.title.Quality;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/**
 * The layout of {@code clips/<clip>/<member>.bin}, of tails, and of {@code audio/<rendition>/<clip>.bin}; all numbers
 * big-endian:
 *
 * <pre>
 *  0  u32  magic "STMB"
 *  4  u16  version, 2
 *  6  u16  0
 *  8  u32  access units: n
 * 12  u32  slices of all access units: s
 * 16  u32  position of the payload, a multiple of 16
 * 20  u32  CRC-32 of the bytes from 24 to the payload
 * 24  u32  CRC-32 of the payload
 * 28  n times: u32 bytes, s32 presentation offset, u8 type, u8 nal_ref_idc, u16 slices,
 *     f32 PSNR, f32 SSIM, f32 VMAF, f32 VMAF NEG
 *     s times: u32 offset of a slice in its access unit
 *     zeros up to the payload
 *     the access units, in decoding order, each as NAL units with 4-byte lengths (audio: raw)
 * </pre>
 */
final class MemberFile {
    private static final int MAGIC = 0x53544D42;
    private static final int VERSION = 2;
    private static final int HEADER_BYTES = 28;
    /** What the first checksum covers begins here. */
    private static final int CHECKED_FROM = 24;

    private static final int ENTRY_BYTES = 28;
    private static final int SLICE_BYTES = 4;
    private static final int ALIGNMENT = 16;

    private MemberFile() {}

    /** The bytes of the file up to its payload. */
    static byte[] writeIndex(List<AccessUnitEntry> accessUnits, ByteBuffer payload) {
        int slices =
                accessUnits.stream().mapToInt(it -> it.sliceOffsets().size()).sum();
        int indexBytes = HEADER_BYTES + accessUnits.size() * ENTRY_BYTES + slices * SLICE_BYTES;
        int payloadAt = (indexBytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        ByteBuffer out = ByteBuffer.allocate(payloadAt);
        out.putInt(MAGIC).putShort((short) VERSION).putShort((short) 0);
        out.putInt(accessUnits.size()).putInt(slices).putInt(payloadAt).putInt(0);
        out.putInt(checksum(payload.duplicate()));
        for (AccessUnitEntry unit : accessUnits) {
            out.putInt(unit.bytes()).putInt(unit.presentationOffsetTicks());
            out.put((byte) typeCode(unit.type())).put((byte) unit.nalRefIdc());
            out.putShort((short) unit.sliceOffsets().size());
            Quality quality = unit.quality();
            out.putFloat((float) quality.psnr()).putFloat((float) quality.ssim());
            out.putFloat((float) quality.vmaf()).putFloat((float) quality.vmafNeg());
        }
        accessUnits.forEach(unit -> unit.sliceOffsets().forEach(out::putInt));
        out.putInt(
                CHECKED_FROM - Integer.BYTES, checksum(out.duplicate().clear().position(CHECKED_FROM)));
        return out.array();
    }

    /**
     * Reads the index of a whole member file, and checks all of it.
     *
     * @param file all its bytes; position and limit stay as they are
     * @throws IllegalArgumentException if it is damaged or another kind of file
     */
    static List<AccessUnitEntry> readIndex(ByteBuffer file) {
        ByteBuffer in = file.duplicate();
        try {
            require(in.getInt() == MAGIC, "not a member file");
            int version = in.getShort();
            require(version == VERSION, "version " + version + "; this Starling reads " + VERSION);
            in.getShort();
            int count = in.getInt();
            int slices = in.getInt();
            int payloadAt = in.getInt();
            int crc = in.getInt();
            int payloadCrc = in.getInt();
            long indexBytes = HEADER_BYTES + (long) count * ENTRY_BYTES + (long) slices * SLICE_BYTES;
            require(
                    count > 0 && slices >= 0 && indexBytes <= payloadAt && payloadAt <= file.limit(),
                    "the index is damaged");
            require(
                    crc == checksum(file.duplicate().limit(payloadAt).position(CHECKED_FROM)),
                    "the index is damaged: wrong checksum");
            List<AccessUnitEntry> entries = readEntries(in, count, file.limit() - payloadAt);
            require(
                    payloadCrc == checksum(file.duplicate().position(payloadAt)),
                    "the media is damaged: wrong checksum");
            return entries;
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("ends inside its index", e);
        }
    }

    private static List<AccessUnitEntry> readEntries(ByteBuffer in, int count, long payloadBytes) {
        ByteBuffer sliceOffsets = in.duplicate().position(HEADER_BYTES + count * ENTRY_BYTES);
        List<AccessUnitEntry> units = new ArrayList<>(count);
        long payload = 0;
        for (int i = 0; i < count; i++) {
            int bytes = in.getInt();
            int presentationOffset = in.getInt();
            AccessUnitType type = typeOf(in.get());
            int nalRefIdc = in.get();
            List<Integer> offsets = new ArrayList<>();
            for (int left = Short.toUnsignedInt(in.getShort()); left > 0; left--) {
                offsets.add(sliceOffsets.getInt());
            }
            Quality quality = new Quality(in.getFloat(), in.getFloat(), in.getFloat(), in.getFloat());
            units.add(new AccessUnitEntry(bytes, presentationOffset, type, nalRefIdc, offsets, quality));
            payload += bytes;
        }
        require(
                payload == payloadBytes,
                "the index describes " + payload + " bytes of media, the file has " + payloadBytes);
        return List.copyOf(units);
    }

    private static int typeCode(AccessUnitType type) {
        return switch (type) {
            case IDR -> 0;
            case I -> 1;
            case P -> 2;
            case B -> 3;
            case AUDIO -> 4;
        };
    }

    private static AccessUnitType typeOf(int code) {
        return switch (code) {
            case 0 -> AccessUnitType.IDR;
            case 1 -> AccessUnitType.I;
            case 2 -> AccessUnitType.P;
            case 3 -> AccessUnitType.B;
            case 4 -> AccessUnitType.AUDIO;
            default -> throw new IllegalArgumentException("unknown access unit type " + code);
        };
    }

    /** The CRC-32 of the bytes from the position to the limit. */
    private static int checksum(ByteBuffer bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return (int) crc.getValue();
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
