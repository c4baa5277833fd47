package dev.starling.h264.edit;

import dev.starling.h264.bits.H264Exception;
import dev.starling.h264.nal.AnnexB.ByteStreamNalUnit;
import dev.starling.h264.nal.LengthPrefixed;
import dev.starling.h264.nal.NalUnit;
import dev.starling.h264.syntax.ParameterSets;
import dev.starling.h264.syntax.PictureParameterSet;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * One access unit: a frame or a field with all its NAL units.
 *
 * @param parts the NAL units in stream order, at least one of them a slice
 */
public record AccessUnit(List<Part> parts) {
    /** Before the one of a start code. */
    private static final int MIN_ZERO_BYTES = 2;

    /** A NAL unit in an access unit. */
    public sealed interface Part {
        /** {@link ByteStreamNalUnit#zeroBytes}, 2 or more. */
        int zeroBytes();

        NalUnit unit();
    }

    /** A NAL unit that no edit changes: parameter sets, SEI, delimiters, filler data. */
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
            throw new IllegalArgumentException("an access unit needs a slice");
        }
    }

    /**
     * Reads an access unit in the framing of files.
     *
     * @param data NAL units with 4-byte lengths, from the position to the limit, which stay as they are
     * @param parameterSets those that its slices use
     * @throws H264Exception if a slice header cannot be read
     */
    public static AccessUnit readLengthPrefixed(ByteBuffer data, ParameterSets parameterSets) {
        byte[] bytes = new byte[data.remaining()];
        data.duplicate().get(bytes);
        List<Part> parts = new ArrayList<>();
        boolean hasSlice = false;
        for (NalUnit unit : LengthPrefixed.read(bytes)) {
            boolean slice = unit.length() > 0 && unit.type().isSlice();
            hasSlice |= slice;
            parts.add(
                    slice
                            ? new SlicePart(MIN_ZERO_BYTES, CodedSlice.read(unit, parameterSets))
                            : new Opaque(MIN_ZERO_BYTES, unit));
        }
        if (!hasSlice) {
            throw H264Exception.malformed("nal_unit_type", 0);
        }
        return new AccessUnit(parts);
    }

    /** The inverse of {@link #readLengthPrefixed}. */
    public byte[] toLengthPrefixed() {
        return LengthPrefixed.write(parts.stream().map(Part::unit).toList());
    }

    /** The slices in stream order, at least one. */
    public List<CodedSlice> slices() {
        return parts.stream()
                .filter(SlicePart.class::isInstance)
                .map(part -> ((SlicePart) part).slice())
                .toList();
    }

    /**
     * The first slice. All slices agree on the fields of the picture (frame_num, nal_ref_idc, picture order count …).
     */
    public CodedSlice firstSlice() {
        return slices().getFirst();
    }

    /** Whether this is an IDR picture, where prediction starts anew. */
    public boolean isIdr() {
        return firstSlice().header().idrPicFlag();
    }

    /** Whether other pictures may refer to this one: nal_ref_idc is not 0. */
    public boolean isReference() {
        return firstSlice().header().nalRefIdc() != 0;
    }

    /** Total length of its NAL units in bytes, without start codes. */
    public int sizeBytes() {
        return parts.stream().mapToInt(part -> part.unit().length()).sum();
    }

    /** Total length of its slices in bytes, without start codes. */
    public int slicesSizeBytes() {
        return slices().stream().mapToInt(slice -> slice.unit().length()).sum();
    }

    /** A copy with other slices in the places of its own. The number of slices must be the same. */
    public AccessUnit withSlices(List<CodedSlice> slices) {
        var next = slices.iterator();
        AccessUnit edited = new AccessUnit(parts.stream()
                .<Part>map(part -> switch (part) {
                    case Opaque opaque -> opaque;
                    case SlicePart slice -> new SlicePart(slice.zeroBytes, next.next());
                })
                .toList());
        if (next.hasNext()) {
            throw new IllegalArgumentException("the access unit has fewer slices");
        }
        return edited;
    }

    /**
     * A copy with the slices of {@code other}, a compatible access unit, in place of its own. The slices are rewritten
     * to refer to this access unit's picture parameter set.
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
                target.add(new SlicePart(slice.zeroBytes, BlendCompatibility.adopt(slice.slice, pps)));
            }
        }
    }
}
