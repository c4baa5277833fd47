package dev.starling.quality;

/** A quality metric. */
public sealed interface Metric {

    /** The name in reports and on the command line: {@code psnr}, {@code ssim}, {@code vmaf}, {@code vmaf-neg}. */
    String name();

    /** Peak signal-to-noise ratio of each component. */
    record Psnr() implements Metric {
        @Override
        public String name() {
            return "psnr";
        }
    }

    /** Structural similarity as FFmpeg's {@code ssim} filter defines it. */
    record Ssim() implements Metric {
        @Override
        public String name() {
            return "ssim";
        }
    }

    /**
     * Video multimethod assessment fusion.
     *
     * @param model turns the features into a score; with a model without enhancement gain, the metric is
     *     {@code vmaf-neg}
     */
    record Vmaf(VmafModel model) implements Metric {
        @Override
        public String name() {
            return switch (model.enhancementGain()) {
                case COUNTS -> "vmaf";
                case NONE -> "vmaf-neg";
            };
        }
    }
}
