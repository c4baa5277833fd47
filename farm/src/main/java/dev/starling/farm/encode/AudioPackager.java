package dev.starling.farm.encode;

import dev.starling.farm.store.ResultStore;
import dev.starling.farm.task.AudioTask;
import dev.starling.media.Bytes;
import dev.starling.media.decoding.AudioFormat;
import dev.starling.swarm.pack.PackageWriter;
import dev.starling.swarm.title.AccessUnitEntry;
import dev.starling.swarm.title.AccessUnitType;
import dev.starling.swarm.title.AudioRendition;
import dev.starling.swarm.title.AudioRendition.AudioSegment;
import dev.starling.swarm.title.AudioRenditionId;
import dev.starling.swarm.title.Quality;
import dev.starling.swarm.title.Title;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/**
 * Divides soundtracks among the clips, at frame boundaries. A frame belongs to the clip in which its presentation
 * starts; the priming before the first picture belongs to the first clip. Frames after the last picture are left out,
 * and sound that ends before it is filled with silence.
 */
final class AudioPackager {
    private static final double BITS_PER_KILOBIT = 1000;

    private final List<Stream> streams = new ArrayList<>();

    /** @param sound the soundtracks, whose frames are in the store */
    AudioPackager(ResultStore store, List<Sound> sound) {
        for (Sound track : sound) {
            for (int stream = 0; stream < track.soundtrack().streams().size(); stream++) {
                AudioFormat format = track.soundtrack().streams().get(stream).format();
                streams.add(new Stream(track, track.task().frames(store, track.soundtrack(), stream), format));
            }
        }
    }

    /** Writes the share of the next clip in every rendition. */
    void write(PackageWriter writer, ClipOutcome clip) throws IOException {
        for (Stream stream : streams) {
            stream.write(writer, clip);
        }
    }

    /** The renditions, with the segments of the clips so far. */
    List<AudioRendition> renditions() {
        return streams.stream().map(Stream::rendition).toList();
    }

    /** For example {@code audio1-stereo-128}, with the bitrate in kbit/s. */
    private static AudioRenditionId id(Sound sound, AudioFormat format) {
        return new AudioRenditionId("audio" + sound.track().number() + "-"
                + format.layout().name().toLowerCase(Locale.ROOT) + "-"
                + Math.round(format.bitsPerSecond() / BITS_PER_KILOBIT));
    }

    /** The frames of a rendition, clip by clip. */
    private static final class Stream {
        private final Sound sound;
        private final AudioTask.Frames frames;
        private final AudioFormat format;
        private final AudioRenditionId id;
        private final List<AudioSegment> segments = new ArrayList<>();
        private int next;

        Stream(Sound sound, AudioTask.Frames frames, AudioFormat format) {
            this.sound = sound;
            this.frames = frames;
            this.format = format;
            this.id = id(sound, format);
        }

        AudioRendition rendition() {
            return new AudioRendition(
                    id,
                    sound.track(),
                    switch (format.origin()) {
                        case COPIED -> AudioRendition.Origin.COPIED;
                        case ENCODED -> AudioRendition.Origin.ENCODED;
                    },
                    AudioFormat.CODECS,
                    Base64.getEncoder()
                            .encodeToString(format.audioSpecificConfig().toArray()),
                    format.sampleRate(),
                    format.layout().channels(),
                    format.primingSamples(),
                    segments);
        }

        void write(PackageWriter writer, ClipOutcome clip) throws IOException {
            long startTicks = clip.facts().startTicks();
            long untilTicks = startTicks + clip.facts().durationTicks();
            int first = next;
            List<AccessUnitEntry> units = new ArrayList<>();
            List<Bytes> payload = new ArrayList<>();
            for (; presentationTicks(next) < untilTicks; next++) {
                int offset = Math.toIntExact(presentationTicks(next) - startTicks);
                Bytes frame = frames.hasNext() ? frames.next() : format.silence();
                units.add(new AccessUnitEntry(frame.size(), offset, AccessUnitType.AUDIO, 0, List.of(), Quality.NONE));
                payload.add(frame);
            }
            int bytes = payload.stream().mapToInt(Bytes::size).sum();
            if (!units.isEmpty()) {
                ByteBuffer all = ByteBuffer.allocate(bytes);
                payload.forEach(it -> all.put(it.buffer()));
                writer.audio(id, clip.facts().index(), units, all.flip());
            }
            segments.add(new AudioSegment((long) first * AudioFormat.SAMPLES_PER_FRAME, units.size(), bytes));
        }

        /**
         * The presentation time of a frame's first sample, in 1/90000 s of the title, rounded down; negative for
         * priming.
         */
        private long presentationTicks(int frame) {
            long sample = (long) frame * AudioFormat.SAMPLES_PER_FRAME - format.primingSamples();
            return Math.floorDiv(sample * Title.TIMESCALE, format.sampleRate());
        }
    }
}
