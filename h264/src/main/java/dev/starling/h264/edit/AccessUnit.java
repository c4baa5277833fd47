package dev.starling.h264.edit;

import dev.starling.h264.nal.AnnexB.ByteStreamNalUnit;
import dev.starling.h264.nal.NalUnit;
import dev.starling.h264.syntax.PictureParameterSet;
import java.util.ArrayList;
import java.util.List;

/**
 * One access unit: a frame, or one field, with the NAL units that belong to it, in stream order. It holds at least one
 * slice.
 *
 * @param parts its NAL units
 */
public record AccessUnit(List<Part> parts) {
    /** A NAL unit in an access unit. {@code zeroBytes} is that of {@link ByteStreamNalUnit}: 2 or more. */
    public sealed interface Part {
        int zeroBytes();

        NalUnit unit();
    }

    /** A NAL unit that no edit looks into: parameter sets, SEI, delimiters, filler data. */
    public record Opaque(int zeroBytes, NalUnit unit) implements Part {}

    /** A slice of the picture. */
    public record SlicePart(int zeroBytes, CodedSlice slice) implements Part {
        @Override
        public NalUnit unit() {
            return slice.unit();
        }
    }

    public AccessUnit {
        parts = List.copyOf(parts);
        if (parts.stream().noneMatch(SlicePart.class::isInstance)) {
            throw new IllegalArgumentException("an access unit holds a slice");
        }
    }

    /** The slices in stream order, at least one. */
    public List<CodedSlice> slices() {
        return parts.stream()
                .filter(SlicePart.class::isInstance)
                .map(part -> ((SlicePart) part).slice())
                .toList();
    }

    /** The first slice; what it says of the picture (frame_num, nal_ref_idc, picture order count …) all slices say. */
    public CodedSlice firstSlice() {
        return slices().getFirst();
    }

    /** Whether this is an IDR picture: prediction starts anew. */
    public boolean isIdr() {
        return firstSlice().header().idrPicFlag();
    }

    /** Whether other pictures may refer to this one: nal_ref_idc is not 0. */
    public boolean isReference() {
        return firstSlice().header().nalRefIdc() != 0;
    }

    /** Bytes of its NAL units, without start codes. */
    public int sizeBytes() {
        return parts.stream().mapToInt(part -> part.unit().length()).sum();
    }

    /** Bytes of its slices' NAL units. */
    public int slicesSizeBytes() {
        return slices().stream().mapToInt(slice -> slice.unit().length()).sum();
    }

    /** The same access unit with other slices, as many as it has, in the same places. */
    public AccessUnit withSlices(List<CodedSlice> slices) {
        var next = slices.iterator();
        AccessUnit edited = new AccessUnit(parts.stream()
                .<Part>map(part -> switch (part) {
                    case Opaque opaque -> opaque;
                    case SlicePart slice -> new SlicePart(slice.zeroBytes, next.next());
                })
                .toList());
        if (next.hasNext()) {
            throw new IllegalArgumentException("more slices than the access unit has places for");
        }
        return edited;
    }

    /**
     * The picture of {@code other}, a structure-locked access unit, between this one's other units; its slices are made
     * to refer to the parameter set of this one.
     */
    AccessUnit withSlicesOf(AccessUnit other) {
        List<Part> mixed = new ArrayList<>();
        boolean placed = false;
        for (Part part : parts) {
            switch (part) {
                case Opaque opaque -> mixed.add(opaque);
                case SlicePart slice -> {
                    if (!placed) {
                        placed = true;
                        other.addSlices(slice.slice().pps(), mixed);
                    }
                }
            }
        }
        return new AccessUnit(mixed);
    }

    private void addSlices(PictureParameterSet pps, List<Part> target) {
        for (Part part : parts) {
            if (part instanceof SlicePart slice) {
                target.add(new SlicePart(slice.zeroBytes, StructureLock.adopt(slice.slice, pps)));
            }
        }
    }
}
