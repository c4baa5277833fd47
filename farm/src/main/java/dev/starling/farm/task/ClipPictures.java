package dev.starling.farm.task;

import dev.starling.media.clip.SourceClip;
import dev.starling.swarm.profile.PictureSize;
import java.util.HashMap;
import java.util.Map;

/**
 * The pictures of one clip: decoded once, scaled once for each size that is asked for. Safe for any number of threads.
 */
public final class ClipPictures implements AutoCloseable {
    private final SourceClip displayed;
    private final Map<PictureSize, SourceClip> scaled = new HashMap<>();

    /** Takes a clip over. */
    public ClipPictures(SourceClip displayed) {
        this.displayed = displayed;
    }

    /**
     * The pictures in some size, which stay this object's. Who asks for a size first scales; the others wait for it.
     */
    public synchronized SourceClip inSize(PictureSize size) {
        if (displayed.width() == size.width() && displayed.height() == size.height()) {
            return displayed;
        }
        return scaled.computeIfAbsent(size, it -> displayed.scaledTo(it.width(), it.height()));
    }

    /** What the pictures take at the display size. */
    public long bytes() {
        return (long) displayed.width()
                * displayed.height()
                * 3
                / 2
                * displayed.frames().size();
    }

    /** Lets all pictures go; nobody may be using them. */
    @Override
    public synchronized void close() {
        scaled.values().forEach(SourceClip::close);
        displayed.close();
    }
}
