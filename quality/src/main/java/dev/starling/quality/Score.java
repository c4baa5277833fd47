package dev.starling.quality;

/** The result of a {@link Metric} for one frame. All values are finite. */
public sealed interface Score {

    /** The one number that is pooled and compared. */
    double headline();

    /**
     * Peak signal-to-noise ratio in dB, capped as in libvmaf at {@code 6 · bitDepth + 12}; equal planes get the cap.
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
     * @param all mean of the three, weighted by their numbers of samples; the headline
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
     * @param model name of the model
     * @param vmaf the score, 0 to 100; the headline
     * @param features the features behind the score
     */
    record Vmaf(String model, double vmaf, VmafFeatures features) implements Score {
        @Override
        public double headline() {
            return vmaf;
        }
    }
}
