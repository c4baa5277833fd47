package dev.starling.quality;

/** How many of a picture's rows its scores are taken from. */
public enum RowSampling {
    /** All: the metrics as they are defined. */
    ALL(1, 1),

    /**
     * Of the finest scale of VMAF and of SSIM's windows a quarter, of VMAF's next scale half, of the coarser ones all.
     * PSNR is exact. Takes half the time. Which rows of a few is drawn by lot, since rows at equal distances would all
     * hit the lines of a text, or all miss them; the next frame takes the next ones, so that four frames take all. The
     * VMAF of a frame is off by some 0.2, with text by 1; the mean of several, by less.
     */
    SOME(4, 2);

    private final int finestPeriod;
    private final int nextPeriod;

    RowSampling(int finestPeriod, int nextPeriod) {
        this.finestPeriod = finestPeriod;
        this.nextPeriod = nextPeriod;
    }

    /** The rows of the {@code turn}th frame that is measured. */
    Choice inTurn(int turn) {
        return new Choice(this, turn);
    }

    /** The rows of one frame: of every few groups of rows, one. */
    record Choice(RowSampling sampling, int turn) {
        /** Whether VIF takes the {@code group}th group of {@link VifMoments#ROWS} rows of a scale. */
        boolean takesWindows(int scale, int group) {
            return takes(period(scale), group, scale);
        }

        /** Rows of details that are taken together: those next to them must be computed too. */
        private static final int DETAIL_ROWS = 4;

        /** Whether ADM takes a row of the details of a scale. */
        boolean takesDetails(int scale, int row) {
            int period = scale == 0 ? sampling.finestPeriod : 1;
            return takes(period, row / DETAIL_ROWS, VifExtractor.SCALES);
        }

        /** Whether SSIM takes the windows whose upper blocks are in this row of blocks. */
        boolean takesSimilarity(int blockRow) {
            return takes(sampling.finestPeriod, blockRow, VifExtractor.SCALES + 1);
        }

        private int period(int scale) {
            return switch (scale) {
                case 0 -> sampling.finestPeriod;
                case 1 -> sampling.nextPeriod;
                default -> 1;
            };
        }

        /** Takes one of {@code period} groups, by a hash and in turn. The constants are those of xxHash32. */
        private boolean takes(int period, int group, int use) {
            int hash = (group / period * 0x9E3779B1) ^ (use * 0xC2B2AE3D);
            hash = (hash ^ (hash >>> 15)) * 0x85EBCA77;
            hash = (hash ^ (hash >>> 13)) * 0xC2B2AE3D;
            int lot = Integer.remainderUnsigned(hash ^ (hash >>> 16), period);
            return group % period == (lot + turn) % period;
        }
    }
}
