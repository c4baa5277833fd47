package dev.starling.farm.task;

import dev.starling.media.clip.SourceClip;
import dev.starling.quality.MotionMeter;
import dev.starling.swarm.profile.PictureSize;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The decoded pictures of one clip, scaled once for each size that tasks need, and their motion. Safe for any number of
 * threads.
 */
public final class ClipPictures implements AutoCloseable {
    private final SourceClip displayed;
    private final Map<PictureSize, SourceClip> scaled = new HashMap<>();
    /** Empty until it is measured; a lock of its own. */
    private final List<Double> motion = new ArrayList<>();

    /** Takes the clip over. */
    public ClipPictures(SourceClip displayed) {
        this.displayed = displayed;
    }

    /** The pictures in a size; this object keeps owning them. The first call for a size scales them, others wait. */
    public synchronized SourceClip inSize(PictureSize size) {
        if (displayed.width() == size.width() && displayed.height() == size.height()) {
            return displayed;
        }
        return scaled.computeIfAbsent(size, it -> displayed.scaledTo(it.width(), it.height()));
    }

    /** The motion of the pictures at the display size; the first call measures it, others wait. */
    public List<Double> motion() {
        synchronized (motion) {
            if (motion.isEmpty()) {
                MotionMeter meter = new MotionMeter();
                displayed.frames().forEach(frame -> meter.add(PictureView.of(frame)));
                motion.addAll(meter.motion2());
            }
            return List.copyOf(motion);
        }
    }

    /** The memory of the pictures at the display size. */
    public long bytes() {
        return (long) displayed.width()
                * displayed.height()
                * 3
                / 2
                * displayed.frames().size();
    }

    /** Releases all pictures; no task may be using them. */
    @Override
    public synchronized void close() {
        scaled.values().forEach(SourceClip::close);
        displayed.close();
    }
}
