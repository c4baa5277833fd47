package dev.starling.quality;

import jdk.incubator.vector.FloatVector;

/**
 * The inner loops of all metrics, each over one row or a few. There are two sets, a plain one to read and a vector one
 * to run; they give equal results, bit for bit, on any input: every kernel works column by column or sums whole
 * numbers.
 *
 * @param lanes columns processed at once; determines the {@link ColumnLayout}
 */
record Kernels(int lanes, RowKernels rows, VifKernels vif, AdmKernels adm, MotionKernels motion) {

    static Kernels plain() {
        return new Kernels(
                1, new PlainRowKernels(), new PlainVifKernels(), new PlainAdmKernels(), new PlainMotionKernels());
    }

    /**
     * Needs vectors of at least 256 bits: bytes are loaded into vectors a quarter as wide, and the smallest vector has
     * 64 bits.
     */
    static Kernels vector() {
        return new Kernels(
                FloatVector.SPECIES_PREFERRED.length(),
                new VectorRowKernels(),
                new VectorVifKernels(),
                new VectorAdmKernels(),
                new VectorMotionKernels());
    }

    /** The faster set on this machine; the plain one if the JVM was started without {@code jdk.incubator.vector}. */
    static Kernels fastest() {
        boolean vectors = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
        return vectors && FloatVector.SPECIES_PREFERRED.vectorBitSize() >= 256 ? vector() : plain();
    }
}
