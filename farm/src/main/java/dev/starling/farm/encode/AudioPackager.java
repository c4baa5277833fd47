package dev.starling.farm.encode;

import dev.starling.farm.task.AudioTask;
import dev.starling.farm.task.AudioTask.Soundtrack;
import dev.starling.media.Bytes;
import dev.starling.media.decoding.AudioFormat;
import dev.starling.swarm.pack.PackageWriter;
import dev.starling.swarm.title.AccessUnitEntry;
import dev.starling.swarm.title.AccessUnitType;
import dev.starling.swarm.title.AudioTrack;
import dev.starling.swarm.title.AudioTrack.AudioSegment;
import dev.starling.swarm.title.Quality;
import dev.starling.swarm.title.Title;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Divides the soundtrack among the clips, at frame boundaries. A frame belongs to the clip in which its presentation
 * starts; the priming before the first picture belongs to the first clip. Frames after the last picture are left out.
 */
final class AudioPackager {
    private final Soundtrack soundtrack;
    private final AudioTask.Frames frames;

    AudioPackager(Soundtrack soundtrack, AudioTask.Frames frames) {
        this.soundtrack = soundtrack;
        this.frames = frames;
    }

    /** Writes every clip's audio. */
    AudioTrack write(PackageWriter writer, List<ClipOutcome> clips) throws IOException {
        List<AudioSegment> segments = new ArrayList<>();
        for (ClipOutcome clip : clips) {
            segments.add(segment(writer, clip));
        }
        AudioFormat format = soundtrack.format();
        return new AudioTrack(
                AudioFormat.CODECS,
                Base64.getEncoder().encodeToString(format.audioSpecificConfig().toArray()),
                format.sampleRate(),
                format.channels(),
                format.primingSamples(),
                segments);
    }

    private AudioSegment segment(PackageWriter writer, ClipOutcome clip) throws IOException {
        long startTicks = clip.facts().startTicks();
        long untilTicks = startTicks + clip.facts().durationTicks();
        int first = frames.position();
        List<AccessUnitEntry> units = new ArrayList<>();
        List<Bytes> payload = new ArrayList<>();
        while (frames.hasNext() && presentationTicks(frames.position()) < untilTicks) {
            int offset = Math.toIntExact(presentationTicks(frames.position()) - startTicks);
            Bytes frame = frames.next();
            units.add(new AccessUnitEntry(frame.size(), offset, AccessUnitType.AUDIO, 0, List.of(), Quality.NONE));
            payload.add(frame);
        }
        int bytes = payload.stream().mapToInt(Bytes::size).sum();
        if (!units.isEmpty()) {
            ByteBuffer all = ByteBuffer.allocate(bytes);
            payload.forEach(it -> all.put(it.buffer()));
            writer.audio(clip.facts().index(), units, all.flip());
        }
        return new AudioSegment((long) first * AudioFormat.SAMPLES_PER_FRAME, units.size(), bytes);
    }

    /**
     * The presentation time of a frame's first sample, in 1/90000 s of the title, rounded down; negative for priming.
     */
    private long presentationTicks(int frame) {
        AudioFormat format = soundtrack.format();
        long sample = (long) frame * AudioFormat.SAMPLES_PER_FRAME - format.primingSamples();
        return Math.floorDiv(sample * Title.TIMESCALE, format.sampleRate());
    }
}
