package dev.starling.lab.video;

import dev.starling.lab.LabException;
import dev.starling.swarm.pack.PackageException;
import dev.starling.swarm.pack.PackageReader;
import dev.starling.swarm.steer.LivedClip.Offered;
import dev.starling.swarm.title.Title;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What can be sent of a clip, without what is dominated.
 *
 * @param seconds the clip's duration
 * @param points at least one, rising in bits and VMAF
 */
public record ClipHull(double seconds, List<Offered> points) {
    private static final int MAX_RUNGS = 24;
    /** Shorter titles are repeated: there would be little to plan. */
    private static final int MIN_CHUNKS = 24;

    /** Copies the list. */
    public ClipHull {
        points = List.copyOf(points);
        if (points.isEmpty()) {
            throw new IllegalArgumentException("a clip of which nothing can be sent");
        }
    }

    /** The hull of what is offered, which is not empty. */
    public static ClipHull of(double seconds, List<Offered> offered) {
        List<Offered> rising = new ArrayList<>();
        offered.stream()
                .sorted(Comparator.comparingDouble(Offered::bits)
                        .thenComparing(Comparator.comparingDouble(Offered::vmaf).reversed()))
                .filter(it -> rising.isEmpty() || it.vmaf() > rising.getLast().vmaf())
                .forEach(rising::add);
        return new ClipHull(seconds, rising);
    }

    /**
     * The clips of a package as a video.
     *
     * @throws PackageException if it is damaged
     * @throws LabException if it is still being encoded
     */
    public static ChunkedVideo ofPackage(Path folder) throws IOException {
        Title title = PackageReader.open(folder).title();
        if (title.growth().isPresent()) {
            throw new LabException(folder.toString(), "a title that is still being encoded; wait for its end");
        }
        return video(title.clips().stream()
                .map(clip -> of(
                        clip.seconds(),
                        clip.members().stream()
                                .map(it -> new Offered(
                                        (double) it.bytes() * Byte.SIZE,
                                        it.quality().vmaf()))
                                .toList()))
                .toList());
    }

    /** A point between the smallest one, at 0, and the best one, at 1. */
    private Offered at(double share) {
        double place = share * (points.size() - 1);
        int below = Math.min((int) place, Math.max(0, points.size() - 2));
        if (points.size() == 1) {
            return points.getFirst();
        }
        Offered low = points.get(below);
        Offered high = points.get(below + 1);
        double rest = place - below;
        return new Offered(
                low.bits() * Math.pow(high.bits() / low.bits(), rest), low.vmaf() + rest * (high.vmaf() - low.vmaf()));
    }

    /**
     * A video with the same number of rungs for each clip: that of the richest one, 2 to 24. Between the points of a
     * clip bits are a geometric series, and VMAF is linear. A short title is repeated, to at least 24 chunks.
     */
    public static ChunkedVideo video(List<ClipHull> clips) {
        int rungs = Math.clamp(
                clips.stream().mapToInt(it -> it.points().size()).max().orElseThrow(), 2, MAX_RUNGS);
        List<ClipHull> chunks = new ArrayList<>();
        do {
            chunks.addAll(clips);
        } while (chunks.size() < MIN_CHUNKS);
        List<ChunkedVideo.Rung> ladder = new ArrayList<>();
        for (int rung = 0; rung < rungs; rung++) {
            double share = (double) rung / (rungs - 1);
            List<Offered> points = chunks.stream().map(it -> it.at(share)).toList();
            ladder.add(new ChunkedVideo.Rung(
                    points.stream()
                            .map(it -> Math.max(1, Math.round(it.bits() / Byte.SIZE)))
                            .toList(),
                    points.stream().map(Offered::vmaf).toList()));
        }
        return new ChunkedVideo(chunks.stream().map(ClipHull::seconds).toList(), ladder);
    }
}
