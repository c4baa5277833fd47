package dev.starling.edge.hls;

import dev.starling.edge.hls.Playlist.ByteRange;
import dev.starling.edge.hls.Playlist.Entry;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;

/**
 * A media playlist with its media.
 *
 * @param at where the playlist is
 * @param parts its segments, in order
 */
record MediaTrack(URI at, Playlist playlist, Mp4.Track init, List<Part> parts) {
    /**
     * A segment.
     *
     * @param seconds EXTINF
     * @param bytes its size
     */
    record Part(URI uri, double seconds, boolean isDiscontinuous, int bytes, Mp4.Segment media) {}

    MediaTrack {
        parts = List.copyOf(parts);
    }

    /**
     * Reads the initialization segment and all segments.
     *
     * @param resources gives a resource, or a part of one
     * @param onMalformed receives what is wrong with a segment, which is then left out
     */
    static MediaTrack read(
            URI at,
            Playlist playlist,
            BiFunction<URI, Optional<ByteRange>, byte[]> resources,
            BiConsumer<URI, RuntimeException> onMalformed) {
        String map = Playlist.attributes(playlist.first("EXT-X-MAP").orElse("")).getOrDefault("URI", "init.mp4");
        List<Part> parts = new ArrayList<>();
        for (Entry segment : playlist.segments()) {
            URI uri = at.resolve(segment.uri().orElseThrow());
            byte[] bytes = resources.apply(uri, segment.tag("EXT-X-BYTERANGE").map(Playlist::range));
            try {
                parts.add(new Part(
                        uri,
                        segment.seconds().orElseThrow(),
                        segment.tag("EXT-X-DISCONTINUITY").isPresent(),
                        bytes.length,
                        Mp4.segment(bytes)));
            } catch (RuntimeException e) {
                onMalformed.accept(uri, e);
            }
        }
        byte[] init = resources.apply(at.resolve(map), Optional.empty());
        return new MediaTrack(at, playlist, Mp4.track(init), parts);
    }

    double seconds() {
        return parts.stream().mapToDouble(Part::seconds).sum();
    }

    /** The decoding time at which what is heard or seen begins. */
    long startTicks() {
        return parts.getFirst().media().decodeTicks()
                + Math.max(0, init.skippedTicks() - parts.getFirst().media().decodeTicks());
    }

    /** The duration of a picture, or of an audio frame. */
    double sampleSeconds() {
        return parts.stream()
                .flatMap(it -> it.media().samples().stream())
                .mapToDouble(it -> (double) it.durationTicks() / init.timescale())
                .max()
                .orElse(0);
    }

    double framesPerSecond(Part part) {
        return (double) part.media().samples().size()
                * init.timescale()
                / part.media().durationTicks();
    }

    double highestFrameRate() {
        return parts.stream().mapToDouble(this::framesPerSecond).max().orElse(0);
    }

    List<Integer> discontinuities() {
        List<Integer> at = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            if (parts.get(i).isDiscontinuous()) {
                at.add(i);
            }
        }
        return at;
    }

    /** Bits per second of all segments (RFC 8216bis, 4.1). */
    double average() {
        return parts.stream().mapToLong(Part::bytes).sum() * 8 / seconds();
    }

    /** Bits per second of the largest run of segments that lasts 0.5 to 1.5 target durations. */
    double peak() {
        double target = playlist.targetSeconds();
        double peak = 0;
        for (int from = 0; from < parts.size(); from++) {
            double seconds = 0;
            long bytes = 0;
            for (int i = from; i < parts.size() && seconds <= 1.5 * target; i++) {
                seconds += parts.get(i).seconds();
                bytes += parts.get(i).bytes();
                if (seconds >= 0.5 * target && seconds <= 1.5 * target) {
                    peak = Math.max(peak, bytes * 8 / seconds);
                }
            }
        }
        return peak == 0 ? average() : peak;
    }
}
