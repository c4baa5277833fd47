package dev.starling.farm.task;

import dev.starling.farm.store.ResultStore;
import dev.starling.media.clip.SourceClip;
import dev.starling.media.encoding.EncodedClip;
import dev.starling.media.encoding.EncodingSettings;
import dev.starling.media.encoding.GopStructure;
import dev.starling.swarm.profile.PictureSize;
import java.nio.file.Path;

/** What a worker has at hand where it works. */
public interface Workplace {
    /** The store that all workers share. */
    ResultStore store();

    /**
     * The pictures of a clip in some size, which stay the workplace's, and open while the task runs.
     *
     * @throws IllegalStateException if the clip's pictures are not to be had here
     */
    SourceClip pictures(ClipFacts clip, PictureSize size);

    /** The title's file, as {@link AudioTask} reads it. */
    Path input();

    /** Encodes a clip, as {@link dev.starling.media.encoding.ClipEncoder#encode} does. */
    EncodedClip encode(SourceClip clip, GopStructure types, EncodingSettings settings);

    /** Hears from a long task that so many more seconds of the title are done. */
    void advanced(Task task, double seconds);
}
