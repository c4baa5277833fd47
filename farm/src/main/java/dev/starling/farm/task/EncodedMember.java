package dev.starling.farm.task;

import dev.starling.h264.nal.NalUnit;
import dev.starling.h264.syntax.AvcDecoderConfigurationRecord;
import dev.starling.media.Bytes;
import dev.starling.media.encoding.CodedPicture;
import dev.starling.media.encoding.EncodedClip;
import dev.starling.media.encoding.PictureType;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The stored form of a member. All times count from the start of its clip, so that the same pictures elsewhere in the
 * title, or in another title, give the same result:
 *
 * <pre>
 *  u32 length and SPS; u32 length and PPS; s64 processor time in ns
 *  u32 access units: n
 *  n times: u32 bytes, u8 picture type (I, P or B), u8 nal_ref_idc, s64 presentation time, s64 decode time
 *  the access units
 * </pre>
 *
 * @param configuration the parameter sets, equal for all members of the blend group
 * @param accessUnits in decoding order; times in 1/90000 s from the start of the clip
 * @param cpuTime processor time of the encode
 */
public record EncodedMember(
        AvcDecoderConfigurationRecord configuration, List<CodedPicture> accessUnits, Duration cpuTime) {
    private static final int ENTRY_BYTES = 22;

    public EncodedMember {
        accessUnits = List.copyOf(accessUnits);
    }

    static EncodedMember of(EncodedClip clip) {
        List<CodedPicture> fromClipStart = clip.pictures().stream()
                .map(unit -> new CodedPicture(
                        unit.data(),
                        unit.type(),
                        unit.nalRefIdc(),
                        unit.presentationTime() - clip.start(),
                        unit.decodeTime() - clip.start()))
                .toList();
        return new EncodedMember(
                clip.configuration(), fromClipStart, clip.cpuTime().orElse(Duration.ZERO));
    }

    /** Bytes of all access units. */
    public int payloadBytes() {
        return accessUnits.stream().mapToInt(unit -> unit.data().size()).sum();
    }

    /** The access units, one after the other. */
    public ByteBuffer payload() {
        ByteBuffer payload = ByteBuffer.allocate(payloadBytes());
        accessUnits.forEach(unit -> payload.put(unit.data().buffer()));
        return payload.flip();
    }

    byte[] toBytes() {
        byte[] sps = configuration.sequenceParameterSets().getFirst().toByteArray();
        byte[] pps = configuration.pictureParameterSets().getFirst().toByteArray();
        ByteBuffer out = ByteBuffer.allocate(2 * Integer.BYTES
                + sps.length
                + pps.length
                + Long.BYTES
                + Integer.BYTES
                + accessUnits.size() * ENTRY_BYTES
                + payloadBytes());
        out.putInt(sps.length).put(sps).putInt(pps.length).put(pps);
        out.putLong(cpuTime.toNanos()).putInt(accessUnits.size());
        for (CodedPicture unit : accessUnits) {
            out.putInt(unit.data().size())
                    .put(PictureTypeCode.of(unit.type()))
                    .put((byte) unit.nalRefIdc())
                    .putLong(unit.presentationTime())
                    .putLong(unit.decodeTime());
        }
        return out.put(payload()).array();
    }

    /** Reads the result of a {@link MemberTask}. The store has checked the bytes. */
    public static EncodedMember read(byte[] result) {
        ByteBuffer in = ByteBuffer.wrap(result);
        NalUnit sps = NalUnit.of(bytes(in, in.getInt()));
        NalUnit pps = NalUnit.of(bytes(in, in.getInt()));
        Duration cpuTime = Duration.ofNanos(in.getLong());
        int count = in.getInt();
        ByteBuffer payload = in.duplicate().position(in.position() + count * ENTRY_BYTES);
        List<CodedPicture> units = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            Bytes data = Bytes.adopt(bytes(payload, in.getInt()));
            PictureType type = PictureTypeCode.read(in.get());
            units.add(new CodedPicture(data, type, in.get(), in.getLong(), in.getLong()));
        }
        return new EncodedMember(AvcDecoderConfigurationRecord.of(sps, pps), units, cpuTime);
    }

    private static byte[] bytes(ByteBuffer in, int size) {
        byte[] bytes = new byte[size];
        in.get(bytes);
        return bytes;
    }
}
