package dev.starling.quality;

import java.lang.foreign.Arena;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A cheap look at a pair of pictures of one size: a twentieth of the work of VMAF, but most of what makes one picture
 * of a video better than the next. An instance belongs to one thread.
 */
public final class GlanceMeter {
    /** The same in all pictures, which are to be compared with each other. */
    private static final RowSampling.Choice ROWS = RowSampling.SOME.inTurn(0);

    private final Kernels kernels;
    private @Nullable Session session;

    /**
     * What a glance shows.
     *
     * @param psnr of luma, in dB, as {@link Score.Psnr}
     * @param detail ADM, VMAF's measure of detail loss, at half the size (at the whole size if half is below
     *     {@link QualityMeter#MIN_SIZE}); 1 is transparent
     */
    public record Glance(double psnr, double detail) {}

    /** A meter. */
    public GlanceMeter() {
        this(Kernels.fastest());
    }

    GlanceMeter(Kernels kernels) {
        this.kernels = kernels;
    }

    /**
     * Measures a pair of frames. Their memory may be reused when this returns.
     *
     * @throws IllegalArgumentException if the frames differ in size or format from each other or from the first pair,
     *     or the size is outside {@link QualityMeter#MIN_SIZE} to {@link QualityMeter#MAX_SIZE}; the message names both
     *     values
     */
    public Glance measure(PlanarFrame reference, PlanarFrame distorted) {
        if (session == null) {
            Shape shape = Shape.of(reference);
            shape.checkSize("reference");
            session = new Session(shape);
        }
        session.shape.check("reference", session.frames, Shape.of(reference));
        session.shape.check("distorted", session.frames, Shape.of(distorted));
        return session.measure(reference, distorted);
    }

    private final class Session {
        private final Shape shape;
        private final boolean isHalved;
        private final PsnrExtractor psnr;
        private final PlanarFrame smallReference;
        private final PlanarFrame smallDistorted;
        private final LumaRows luma;
        private final AdmExtractor adm;
        private int frames;

        private Session(Shape shape) {
            this.shape = shape;
            this.isHalved = Math.min(shape.width(), shape.height()) >= 2 * QualityMeter.MIN_SIZE;
            this.psnr = new PsnrExtractor(kernels.rows(), shape.width());
            this.smallReference = small();
            this.smallDistorted = small();
            ColumnLayout layout = ColumnLayout.of(kernels.lanes(), smallReference.width(), AdmExtractor.SCALES - 1);
            this.luma = new LumaRows(kernels.rows(), layout);
            this.adm = new AdmExtractor(kernels, layout, smallReference.height(), Set.of(EnhancementGain.COUNTS));
        }

        private PlanarFrame small() {
            int divisor = isHalved ? 2 : 1;
            int width = shape.width() / divisor & ~1;
            int height = shape.height() / divisor & ~1;
            return PlanarFrame.packed(
                    shape.format(),
                    width,
                    height,
                    Arena.ofAuto().allocate(PlanarFrame.packedBytes(shape.format(), width, height), Long.BYTES));
        }

        private Glance measure(PlanarFrame reference, PlanarFrame distorted) {
            frames++;
            double decibels = psnr.component(reference, distorted, 0);
            if (isHalved) {
                for (int row = 0; row < smallReference.height(); row++) {
                    kernels.rows().halve(reference.y(), shape.format(), smallReference, row);
                    kernels.rows().halve(distorted.y(), shape.format(), smallDistorted, row);
                }
                return new Glance(decibels, detail(smallReference, smallDistorted));
            }
            return new Glance(decibels, detail(reference, distorted));
        }

        private double detail(PlanarFrame from, PlanarFrame to) {
            luma.clear();
            adm.clear(ROWS);
            for (int row = 0; row < smallReference.height(); row += LumaRows.STEP) {
                luma.load(from, to, row);
                adm.add(luma.rows, row);
            }
            return Objects.requireNonNull(adm.scores().get(EnhancementGain.COUNTS));
        }
    }
}
