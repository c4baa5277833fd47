package dev.starling.quality;

/** What a {@link Metric} says of one frame. All values are finite. */
public sealed interface Score {

    /** The one number that is pooled and compared. */
    double headline();

    /**
     * Peak signal-to-noise ratio in dB, capped like libvmaf's at {@code 6 · bitDepth + 12}, which equal planes get.
     *
     * @param y luma; the headline
     * @param cb first chroma component
     * @param cr second chroma component
     */
    record Psnr(double y, double cb, double cr) implements Score {
        @Override
        public double headline() {
            return y;
        }
    }

    /**
     * Structural similarity, −1 to 1.
     *
     * @param y luma
     * @param cb first chroma component
     * @param cr second chroma component
     * @param all the three weighed by their numbers of samples; the headline
     */
    record Ssim(double y, double cb, double cr, double all) implements Score {
        @Override
        public double headline() {
            return all;
        }
    }

    /**
     * Video multimethod assessment fusion.
     *
     * @param model name of the model that gave the score
     * @param vmaf the score, 0 to 100; the headline
     * @param features the features that the score was made of
     */
    record Vmaf(String model, double vmaf, VmafFeatures features) implements Score {
        @Override
        public double headline() {
            return vmaf;
        }
    }
}
