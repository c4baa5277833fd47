package dev.starling.farm.task;

import dev.starling.libav.Frame;
import dev.starling.libav.Plane;
import dev.starling.quality.ChromaSubsampling;
import dev.starling.quality.PixelFormat;
import dev.starling.quality.PlanarFrame;
import dev.starling.quality.SamplePlane;

/** Decoded pictures as the quality metrics take them: the same samples, not copied. */
public final class PictureView {
    private PictureView() {}

    /** A view of a decoded picture, valid while that picture is open. */
    public static PlanarFrame of(Frame frame) {
        return new PlanarFrame(
                new PixelFormat(ChromaSubsampling.YUV420, frame.depth().bits()),
                frame.width(),
                frame.height(),
                of(frame.luma()),
                of(frame.cb()),
                of(frame.cr()));
    }

    private static SamplePlane of(Plane plane) {
        return new SamplePlane(plane.samples(), plane.strideBytes());
    }
}
