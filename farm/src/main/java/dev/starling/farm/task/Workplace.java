package dev.starling.farm.task;

import dev.starling.farm.CpuMeter;
import dev.starling.farm.store.ResultStore;
import dev.starling.media.clip.SourceClip;
import dev.starling.media.encoding.EncodedClip;
import dev.starling.media.encoding.EncodingSettings;
import dev.starling.media.encoding.GopStructure;
import dev.starling.swarm.profile.PictureSize;
import java.nio.file.Path;
import java.util.List;

/** What a task finds where it runs. */
public interface Workplace {
    /** The store that all workers share. */
    ResultStore store();

    /**
     * The pictures of a clip in a size. The workplace owns them and keeps them open while the task runs.
     *
     * @throws IllegalStateException if the clip's pictures cannot be had here
     */
    SourceClip pictures(ClipFacts clip, PictureSize size);

    /**
     * The motion of a clip's pictures at the display size, in display order, as VMAF counts it. It is measured once for
     * all members.
     *
     * @throws IllegalStateException if the clip's pictures cannot be had here
     */
    List<Double> motion(ClipFacts clip);

    /** The title's file; {@link AudioTask} reads it. */
    Path input();

    /** Counts the processor time of what happens here. */
    CpuMeter cpu();

    /** Encodes a clip, as {@link dev.starling.media.encoding.ClipEncoder#encode} does. */
    EncodedClip encode(SourceClip clip, GopStructure types, EncodingSettings settings);

    /** Reports the progress of a long task: another {@code seconds} of the title are done. */
    void advanced(Task task, double seconds);
}
