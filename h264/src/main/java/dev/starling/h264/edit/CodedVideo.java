package dev.starling.h264.edit;

import dev.starling.h264.bits.H264Exception;
import dev.starling.h264.edit.AccessUnit.Opaque;
import dev.starling.h264.edit.AccessUnit.Part;
import dev.starling.h264.edit.AccessUnit.SlicePart;
import dev.starling.h264.nal.AnnexB;
import dev.starling.h264.nal.AnnexB.ByteStreamNalUnit;
import dev.starling.h264.nal.NalUnit;
import dev.starling.h264.nal.NalUnitType;
import dev.starling.h264.syntax.ParameterSets;
import dev.starling.h264.syntax.PicOrderCntType;
import dev.starling.h264.syntax.SliceHeader;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A coded video as a sequence of access units in decoding order, slice headers read, slice data not: what the edits
 * take and give.
 *
 * @param accessUnits the access units in decoding order
 * @param after NAL units after the last slice that belong to no access unit with a slice, such as a closing end of
 *     stream
 * @param trailingZeroBytes zero bytes at the end of the byte stream
 */
public record CodedVideo(List<AccessUnit> accessUnits, List<Opaque> after, int trailingZeroBytes) {
    public CodedVideo {
        accessUnits = List.copyOf(accessUnits);
        after = List.copyOf(after);
    }

    /**
     * Reads a byte stream of Annex B.
     *
     * @throws H264Exception if it is no byte stream, a parameter set or slice header cannot be read, or slices are in a
     *     form that this library does not read
     */
    public static CodedVideo read(byte[] byteStream) {
        return read(byteStream, new ParameterSets());
    }

    /**
     * As {@link #read(byte[])}, with parameter sets known before the stream, or a limit to the size of its pictures:
     * with it the time of an edit is bounded as docs/h264.md says, Hostile input.
     *
     * @param parameterSets those known before; those in the stream are added to it
     */
    public static CodedVideo read(byte[] byteStream, ParameterSets parameterSets) {
        AnnexB annexB = AnnexB.read(byteStream);
        return read(annexB.units(), parameterSets, annexB.trailingZeroBytes());
    }

    /**
     * Groups NAL units into access units (7.4.1.2.3).
     *
     * @param parameterSets the sets known before; those in the units are added to it
     */
    public static CodedVideo read(List<ByteStreamNalUnit> units, ParameterSets parameterSets, int trailingZeroBytes) {
        Grouping grouping = new Grouping();
        for (ByteStreamNalUnit unit : units) {
            grouping.add(unit, parameterSets);
        }
        return grouping.finish(trailingZeroBytes);
    }

    /** The byte stream of Annex B; the one that was read where nothing was edited. */
    public byte[] toByteArray() {
        List<ByteStreamNalUnit> units = new ArrayList<>();
        for (AccessUnit accessUnit : accessUnits) {
            for (Part part : accessUnit.parts()) {
                units.add(new ByteStreamNalUnit(part.zeroBytes(), part.unit()));
            }
        }
        for (Opaque part : after) {
            units.add(new ByteStreamNalUnit(part.zeroBytes(), part.unit()));
        }
        return new AnnexB(units, trailingZeroBytes).toByteArray();
    }

    /** The length of {@link #toByteArray}. */
    public long sizeBytes() {
        long size = trailingZeroBytes;
        for (AccessUnit accessUnit : accessUnits) {
            for (Part part : accessUnit.parts()) {
                size += part.zeroBytes() + 1 + part.unit().length();
            }
        }
        for (Opaque part : after) {
            size += part.zeroBytes() + 1 + part.unit().length();
        }
        return size;
    }

    /** The same video with other access units, as many as it has. */
    public CodedVideo withAccessUnits(List<AccessUnit> edited) {
        if (edited.size() != accessUnits.size()) {
            throw new IllegalArgumentException(edited.size() + " access units for " + accessUnits.size());
        }
        return new CodedVideo(edited, after, trailingZeroBytes);
    }

    /** Indices of the access units that start a GOP: the IDR pictures, and the first one in any case. */
    public List<Integer> gopStarts() {
        List<Integer> starts = new ArrayList<>();
        for (int i = 0; i < accessUnits.size(); i++) {
            if (i == 0 || accessUnits.get(i).isIdr()) {
                starts.add(i);
            }
        }
        return starts;
    }

    /** Collects NAL units until the next one starts another access unit. */
    private static final class Grouping {
        private final List<AccessUnit> accessUnits = new ArrayList<>();
        /** The access unit in progress. */
        private List<Part> current = new ArrayList<>();

        /**
         * Units after its last slice, which belong to the next access unit if one of them may start one (7.4.1.2.3).
         */
        private List<Opaque> pending = new ArrayList<>();

        private boolean pendingStartsNext;

        void add(ByteStreamNalUnit unit, ParameterSets parameterSets) {
            NalUnit nalUnit = unit.nalUnit();
            if (nalUnit.length() == 0) {
                pending.add(new Opaque(unit.zeroBytes(), nalUnit));
                return;
            }
            NalUnitType type = nalUnit.type();
            if (type.isUnsupportedSlice()) {
                throw H264Exception.unsupported("nal_unit_type", 0);
            }
            if (!type.isSlice()) {
                parameterSets.accept(nalUnit);
                pending.add(new Opaque(unit.zeroBytes(), nalUnit));
                pendingStartsNext |= mayStartAccessUnit(type);
                return;
            }
            SlicePart slice = new SlicePart(unit.zeroBytes(), CodedSlice.read(nalUnit, parameterSets));
            SlicePart last = lastSlice();
            if (last != null && (pendingStartsNext || startsPicture(last.slice(), slice.slice()))) {
                closeCurrent();
            }
            current.addAll(pending);
            current.add(slice);
            pending = new ArrayList<>();
            pendingStartsNext = false;
        }

        CodedVideo finish(int trailingZeroBytes) {
            if (!current.isEmpty()) {
                accessUnits.add(new AccessUnit(current));
            }
            return new CodedVideo(accessUnits, pending, trailingZeroBytes);
        }

        private void closeCurrent() {
            int i = 0;
            // Units before the first that may start an access unit, such as filler data, still belong to this one.
            while (pendingStartsNext
                    && i < pending.size()
                    && (pending.get(i).unit().length() == 0
                            || !mayStartAccessUnit(pending.get(i).unit().type()))) {
                i++;
            }
            current.addAll(pending.subList(0, i));
            pending = new ArrayList<>(pending.subList(i, pending.size()));
            accessUnits.add(new AccessUnit(current));
            current = new ArrayList<>();
        }

        private @Nullable SlicePart lastSlice() {
            for (int i = current.size() - 1; i >= 0; i--) {
                if (current.get(i) instanceof SlicePart slice) {
                    return slice;
                }
            }
            return null;
        }

        private static boolean mayStartAccessUnit(NalUnitType type) {
            return switch (type) {
                case ACCESS_UNIT_DELIMITER, SEQUENCE_PARAMETER_SET, PICTURE_PARAMETER_SET, SEI -> true;
                default -> type.value() >= 14 && type.value() <= 18;
            };
        }

        /** Whether {@code next} is the first slice of another primary coded picture (7.4.1.2.4). */
        private static boolean startsPicture(CodedSlice last, CodedSlice next) {
            SliceHeader a = last.header();
            SliceHeader b = next.header();
            boolean sameOrderCount = last.sps().picOrderCntType() instanceof PicOrderCntType.DecodingOrder
                    || a.picOrderCnt().equals(b.picOrderCnt());
            return a.frameNum() != b.frameNum()
                    || a.picParameterSetId() != b.picParameterSetId()
                    || a.structure() != b.structure()
                    || (a.nalRefIdc() == 0) != (b.nalRefIdc() == 0)
                    || !Objects.equals(a.idrPicId(), b.idrPicId())
                    || !sameOrderCount;
        }
    }
}
