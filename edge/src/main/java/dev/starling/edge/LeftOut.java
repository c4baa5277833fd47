package dev.starling.edge;

import dev.starling.edge.catalog.PublishedTitle;
import java.io.IOException;

/** Counts and logs members and tails that cannot be read: clips are made without them. */
record LeftOut(Metrics metrics, ErrorLog errors) {
    void count(PublishedTitle published, int clip, IOException lost) {
        metrics.viewers().countLeftOut();
        errors.warn("left out of clip " + clip + " of " + published.id(), lost);
    }
}
