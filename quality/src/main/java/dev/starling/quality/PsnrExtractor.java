package dev.starling.quality;

/** Peak signal-to-noise ratio of the three components, one frame at a time. */
final class PsnrExtractor {

    private final RowKernels kernels;
    private final int[] reference;
    private final int[] distorted;

    PsnrExtractor(RowKernels kernels, int width) {
        this.kernels = kernels;
        this.reference = new int[width];
        this.distorted = new int[width];
    }

    Score.Psnr measure(PlanarFrame referenceFrame, PlanarFrame distortedFrame) {
        return new Score.Psnr(
                component(referenceFrame, distortedFrame, 0),
                component(referenceFrame, distortedFrame, 1),
                component(referenceFrame, distortedFrame, 2));
    }

    /** The ratio of one component: Y, Cb, Cr for 0, 1, 2. */
    double component(PlanarFrame referenceFrame, PlanarFrame distortedFrame, int component) {
        int width = referenceFrame.planeWidth(component);
        int height = referenceFrame.planeHeight(component);
        PixelFormat format = referenceFrame.format();
        long squaredError = 0;
        for (int row = 0; row < height; row++) {
            kernels.loadInts(referenceFrame.plane(component), row, format, reference, width);
            kernels.loadInts(distortedFrame.plane(component), row, format, distorted, width);
            squaredError += kernels.squaredError(reference, distorted, width);
        }
        // libvmaf's cap (6 dB per bit, plus 12): equal planes get a finite score.
        double capDb = 6.0 * format.bitDepth() + 12;
        if (squaredError == 0) {
            return capDb;
        }
        double meanSquaredError = (double) squaredError / ((long) width * height);
        double peak = format.peak();
        return Math.min(10 * Math.log10(peak * peak / meanSquaredError), capDb);
    }
}
