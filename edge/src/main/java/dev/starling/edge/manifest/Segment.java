package dev.starling.edge.manifest;

import dev.starling.swarm.title.AudioRendition;
import dev.starling.swarm.title.AudioRendition.AudioSegment;
import dev.starling.swarm.title.Title;
import java.util.ArrayList;
import java.util.List;

/**
 * A media segment in a manifest.
 *
 * @param clip the index of its clip
 * @param startTicks its start in the track's timescale
 * @param durationTicks its duration, above 0
 */
record Segment(int clip, long startTicks, long durationTicks) {
    /** One per clip; ticks of {@link Title#TIMESCALE}. */
    static List<Segment> ofVideo(Title title) {
        return title.clips().stream()
                .map(clip -> new Segment(clip.index(), clip.startTicks(), clip.durationTicks()))
                .toList();
    }

    /**
     * One per clip with audible samples; ticks of the sample rate. Presentation times count from the first sample after
     * the priming, which the edit list removes.
     */
    static List<Segment> ofAudio(AudioRendition audio) {
        List<Segment> segments = new ArrayList<>();
        for (int clip = 0; clip < audio.segments().size(); clip++) {
            AudioSegment segment = audio.segments().get(clip);
            long decoded = segment.startSample() - audio.primingSamples();
            long start = Math.max(0, decoded);
            long until = decoded + (long) segment.frameCount() * AudioRendition.SAMPLES_PER_FRAME;
            if (until > start) {
                segments.add(new Segment(clip, start, until - start));
            }
        }
        return List.copyOf(segments);
    }
}
