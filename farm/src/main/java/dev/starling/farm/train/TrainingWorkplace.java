package dev.starling.farm.train;

import dev.starling.farm.CpuMeter;
import dev.starling.farm.store.ResultStore;
import dev.starling.farm.task.ClipFacts;
import dev.starling.farm.task.Task;
import dev.starling.farm.task.Workplace;
import dev.starling.media.clip.SourceClip;
import dev.starling.media.encoding.ClipEncoder;
import dev.starling.media.encoding.EncodedClip;
import dev.starling.media.encoding.EncodingSettings;
import dev.starling.media.encoding.GopStructure;
import dev.starling.swarm.profile.PictureSize;
import java.nio.file.Path;
import java.util.List;

/** The workplace of tasks on training clips: their pictures are in memory. */
record TrainingWorkplace(ResultStore store, List<TrainingClip> clips, CpuMeter cpu) implements Workplace {
    @Override
    public SourceClip pictures(ClipFacts clip, PictureSize size) {
        return clips.get(clip.index()).pictures().inSize(size);
    }

    @Override
    public List<Double> motion(ClipFacts clip) {
        return clips.get(clip.index()).pictures().motion();
    }

    @Override
    public Path input() {
        throw new IllegalStateException("no task on training clips reads a file");
    }

    @Override
    public EncodedClip encode(SourceClip clip, GopStructure types, EncodingSettings settings) {
        return ClipEncoder.encode(clip, types, settings);
    }

    @Override
    public void advanced(Task task, double seconds) {
        throw new IllegalStateException("no task on training clips reports progress: " + task.description());
    }
}
