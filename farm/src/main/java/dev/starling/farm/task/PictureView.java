package dev.starling.farm.task;

import dev.starling.libav.Frame;
import dev.starling.quality.ChromaSubsampling;
import dev.starling.quality.PixelFormat;
import dev.starling.quality.Plane;

/** Presents decoded pictures to the quality metrics, without copying their samples. */
public final class PictureView {
    private PictureView() {}

    /** A view of a decoded picture; valid while that picture is open. */
    public static dev.starling.quality.Frame of(Frame frame) {
        return new dev.starling.quality.Frame(
                new PixelFormat(ChromaSubsampling.YUV420, frame.depth().bits()),
                frame.width(),
                frame.height(),
                of(frame.luma()),
                of(frame.cb()),
                of(frame.cr()));
    }

    private static Plane of(dev.starling.libav.Plane plane) {
        return new Plane(plane.samples(), plane.strideBytes());
    }
}
