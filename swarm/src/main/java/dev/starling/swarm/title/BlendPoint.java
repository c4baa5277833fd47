package dev.starling.swarm.title;

/** An operating point of a clip beside its members: a blend with its size and quality. The atlas holds them. */
public sealed interface BlendPoint {
    /** The size of the blended clip. */
    long bytes();

    /** The mean over the pictures of the blended clip. */
    Quality quality();

    /** Where the facts of a point come from. */
    enum Basis {
        /** The blend was made, decoded and scored. */
        MEASURED,
        /** It was predicted from measured clips of the same title. */
        PREDICTED
    }

    /**
     * What a blend gives.
     *
     * @param bytes the size of the blended clip
     * @param quality the mean over its pictures
     * @param worstVmafNeg the lowest VMAF NEG of a picture
     * @param basis where this comes from
     */
    record Result(long bytes, Quality quality, double worstVmafNeg, Basis basis) {
        public Result {
            if (bytes <= 0 || !(worstVmafNeg >= 0 && worstVmafNeg <= 100)) {
                throw new IllegalArgumentException(
                        "not the result of a blend: " + bytes + " bytes, worst VMAF NEG " + worstVmafNeg);
            }
        }
    }

    /**
     * Frame level: the first access units come from a member, the others from one of its tails. Always measured.
     *
     * @param tail the tail; the member supplies the access units before it
     * @param tailBytes the size of the tail
     * @param bytes the size of the blended clip
     * @param quality the mean over the pictures of the blended clip
     */
    record OfTail(Tail tail, long tailBytes, long bytes, Quality quality) implements BlendPoint {
        public OfTail {
            if (tailBytes <= 0 || bytes <= tailBytes) {
                throw new IllegalArgumentException("not a blend point: " + tailBytes + " of " + bytes + " bytes");
            }
        }
    }

    /**
     * Slice level: rows of slices of two members, from the first access unit to the last.
     *
     * @param rows which rows come from which member
     * @param result what the blend gives
     */
    record OfRows(RowBlend rows, Result result) implements BlendPoint {
        @Override
        public long bytes() {
            return result.bytes();
        }

        @Override
        public Quality quality() {
            return result.quality();
        }
    }

    /**
     * Coefficient level: a member whose levels are requantised until it has so many bytes.
     *
     * @param member the member
     * @param result what is left of it
     */
    record OfRequantised(ClusterId member, Result result) implements BlendPoint {
        @Override
        public long bytes() {
            return result.bytes();
        }

        @Override
        public Quality quality() {
            return result.quality();
        }
    }
}
