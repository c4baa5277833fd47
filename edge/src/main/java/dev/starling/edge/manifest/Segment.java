package dev.starling.edge.manifest;

import dev.starling.swarm.title.AudioTrack;
import dev.starling.swarm.title.AudioTrack.AudioSegment;
import dev.starling.swarm.title.Clip;
import dev.starling.swarm.title.Title;
import java.util.ArrayList;
import java.util.List;

/**
 * A segment as manifests list it.
 *
 * @param clip its number in the title, and in its URL
 * @param startTicks when it starts, in the track's timescale
 * @param durationTicks how long it plays, above 0
 */
record Segment(int clip, long startTicks, long durationTicks) {
    /** One a clip; ticks of {@link Title#TIMESCALE}. */
    static List<Segment> ofVideo(Title title) {
        return title.clips().stream()
                .map(clip -> new Segment(clip.index(), clip.startTicks(), clip.durationTicks()))
                .toList();
    }

    /**
     * One a clip that has audio to be heard; ticks of the sample rate. These are presentation times, so they count from
     * the first sample after the priming, which the edit list takes away.
     */
    static List<Segment> ofAudio(AudioTrack audio) {
        List<Segment> segments = new ArrayList<>();
        for (int clip = 0; clip < audio.segments().size(); clip++) {
            AudioSegment segment = audio.segments().get(clip);
            long decoded = segment.startSample() - audio.primingSamples();
            long start = Math.max(0, decoded);
            long end = decoded + (long) segment.frameCount() * AudioTrack.SAMPLES_PER_FRAME;
            if (end > start) {
                segments.add(new Segment(clip, start, end - start));
            }
        }
        return List.copyOf(segments);
    }

    /** Its number of bytes in the rendition's largest form is what {@link Bitrate} asks for. */
    static long largestMemberBytes(Clip clip, Title title, Rendition.Video rendition) {
        return clip.members().stream()
                .filter(member -> switch (rendition) {
                    case Rendition.Swarm() -> true;
                    case Rendition.Group(var id) ->
                        title.cluster(member.cluster()).group().equals(id);
                })
                .mapToLong(member -> member.bytes())
                .max()
                .orElse(0);
    }
}
