package dev.starling.swarm.breed.hull;

/**
 * How the bits of a clip grow with the size at which it is shown, by the model of the {@linkplain HullSearch search for
 * a clip's members}: equal bits give equal quality at two sizes where the larger has a rate factor that is higher by
 * some units per doubling of the area. At one rate factor, the larger one therefore takes as many more bits as that
 * many units save. The whole hull, from the shown size down to the smallest, scales alike.
 */
public final class SizeScaling {
    /** ln of the bitrate per ln of the area: 0.7. */
    private static final double EXPONENT_OF_AREA =
            ClipModel.USUAL_CRF_PER_AREA_DOUBLING * ClipModel.USUAL_LOG_RATE_PER_CRF / Math.log(2);

    private SizeScaling() {}

    /**
     * The factor between the bitrates of a clip shown at two sizes.
     *
     * @param fromLines short side of one size, above 0
     * @param toLines short side of the other one, above 0
     */
    public static double bitsFactor(int fromLines, int toLines) {
        return Math.pow((double) toLines / fromLines, 2 * EXPONENT_OF_AREA);
    }
}
