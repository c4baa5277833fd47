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
import org.jspecify.annotations.Nullable;

/**
 * A coded video as a sequence of access units: the input and output of all edits. Slice headers are parsed; slice data
 * is not.
 *
 * @param accessUnits the access units in decoding order
 * @param trailingUnits NAL units after the last access unit, such as an end of stream
 * @param trailingZeroBytes zero bytes at the end of the byte stream
 */
public record CodedVideo(List<AccessUnit> accessUnits, List<Opaque> trailingUnits, int trailingZeroBytes) {
    public CodedVideo {
        accessUnits = List.copyOf(accessUnits);
        trailingUnits = List.copyOf(trailingUnits);
    }

    /**
     * Reads a byte stream (Annex B).
     *
     * @throws H264Exception if it is not a byte stream, a parameter set or slice header cannot be read, or this library
     *     does not read slices of this form
     */
    public static CodedVideo read(byte[] byteStream) {
        return read(byteStream, new ParameterSets());
    }

    /**
     * As {@link #read(byte[])}, with parameter sets from before the stream or with a limit on the picture size, which
     * bounds the time of an edit (docs/h264.md, Hostile input).
     *
     * @param parameterSets the sets known so far; those in the stream are added
     */
    public static CodedVideo read(byte[] byteStream, ParameterSets parameterSets) {
        AnnexB annexB = AnnexB.read(byteStream);
        return read(annexB.units(), parameterSets, annexB.trailingZeroBytes());
    }

    /**
     * Groups NAL units into access units (7.4.1.2.3).
     *
     * @param parameterSets the sets known so far; those in the units are added
     */
    public static CodedVideo read(List<ByteStreamNalUnit> units, ParameterSets parameterSets, int trailingZeroBytes) {
        Grouping grouping = new Grouping();
        for (ByteStreamNalUnit unit : units) {
            grouping.add(unit, parameterSets);
        }
        return grouping.finish(trailingZeroBytes);
    }

    /** The byte stream (Annex B). Without edits it equals the one that was read. */
    public byte[] toByteArray() {
        List<ByteStreamNalUnit> units = new ArrayList<>();
        for (AccessUnit accessUnit : accessUnits) {
            for (Part part : accessUnit.parts()) {
                units.add(new ByteStreamNalUnit(part.zeroBytes(), part.unit()));
            }
        }
        for (Opaque part : trailingUnits) {
            units.add(new ByteStreamNalUnit(part.zeroBytes(), part.unit()));
        }
        return new AnnexB(units, trailingZeroBytes).toByteArray();
    }

    /** Length of {@link #toByteArray} in bytes. */
    public long sizeBytes() {
        long size = trailingZeroBytes;
        for (AccessUnit accessUnit : accessUnits) {
            for (Part part : accessUnit.parts()) {
                size += part.zeroBytes() + 1 + part.unit().length();
            }
        }
        for (Opaque part : trailingUnits) {
            size += part.zeroBytes() + 1 + part.unit().length();
        }
        return size;
    }

    /** A copy with other access units. Their number must be the same. */
    public CodedVideo withAccessUnits(List<AccessUnit> edited) {
        if (edited.size() != accessUnits.size()) {
            throw new IllegalArgumentException(edited.size() + " access units in place of " + accessUnits.size());
        }
        return new CodedVideo(edited, trailingUnits, trailingZeroBytes);
    }

    /** Indices of the access units that start a GOP: the first one and all IDR pictures. */
    public List<Integer> gopStarts() {
        List<Integer> starts = new ArrayList<>();
        for (int i = 0; i < accessUnits.size(); i++) {
            if (i == 0 || accessUnits.get(i).isIdr()) {
                starts.add(i);
            }
        }
        return starts;
    }

    /** Collects the NAL units of one access unit after the other. */
    private static final class Grouping {
        private final List<AccessUnit> accessUnits = new ArrayList<>();
        /** The NAL units of the current access unit. */
        private List<Part> current = new ArrayList<>();

        /**
         * Units after its last slice. Those from the first that may start an access unit belong to the next one
         * (7.4.1.2.3).
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
            // Units before the first that may start an access unit, such as filler data, belong to this one.
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
                    || a.pictureId().picOrderCnt().equals(b.pictureId().picOrderCnt());
            return a.frameNum() != b.frameNum()
                    || a.picParameterSetId() != b.picParameterSetId()
                    || a.structure() != b.structure()
                    || (a.nalRefIdc() == 0) != (b.nalRefIdc() == 0)
                    || !a.pictureId().idrPicId().equals(b.pictureId().idrPicId())
                    || !sameOrderCount;
        }
    }
}
