package dev.starling.lab.learn;

import dev.starling.lab.video.ChunkedVideo;
import dev.starling.swarm.steer.LivedClip;
import dev.starling.swarm.steer.LivedClip.Offered;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A title as its viewers' offers describe it: what could be sent of each clip.
 *
 * @param firstClip the index of the clip that is the video's first chunk
 * @param clips the number of clips that are known; a short title is repeated in the video
 * @param video the same number of rungs for each clip
 */
record LivedTitle(int firstClip, int clips, ChunkedVideo video) {
    private static final int MAX_RUNGS = 24;
    /** Shorter titles are repeated: there would be little to plan. */
    private static final int MIN_CHUNKS = 24;

    /** What could be sent of a clip, without what is dominated, smallest first. */
    private record Hull(double seconds, List<Offered> points) {
        static Hull of(LivedClip clip) {
            List<Offered> rising = new ArrayList<>();
            clip.offered().stream()
                    .sorted(Comparator.comparingDouble(Offered::bits)
                            .thenComparing(
                                    Comparator.comparingDouble(Offered::vmaf).reversed()))
                    .filter(it ->
                            rising.isEmpty() || it.vmaf() > rising.getLast().vmaf())
                    .forEach(rising::add);
            return new Hull(clip.seconds(), rising);
        }

        /** A point between the smallest one, at 0, and the best one, at 1. */
        Offered at(double share) {
            double place = share * (points.size() - 1);
            int below = Math.min((int) place, Math.max(0, points.size() - 2));
            if (points.size() == 1) {
                return points.getFirst();
            }
            Offered low = points.get(below);
            Offered high = points.get(below + 1);
            double rest = place - below;
            return new Offered(
                    low.bits() * Math.pow(high.bits() / low.bits(), rest),
                    low.vmaf() + rest * (high.vmaf() - low.vmaf()));
        }
    }

    /** The title of some sessions; empty if fewer than two clips in a row are known. */
    static Optional<LivedTitle> of(List<LivedSession> sessions) {
        SortedMap<Integer, Hull> hulls = new TreeMap<>();
        for (LivedSession session : sessions) {
            for (LivedClip clip : session.clips()) {
                // A player-steered rendition offers a part; where most is offered, all is.
                hulls.merge(
                        clip.clip(),
                        Hull.of(clip),
                        (one, other) -> other.points().size() > one.points().size() ? other : one);
            }
        }
        int first = 0;
        int count = 0;
        int from = 0;
        int run = 0;
        int before = Integer.MIN_VALUE;
        for (int clip : hulls.keySet()) {
            boolean follows = clip == before + 1;
            from = follows ? from : clip;
            run = follows ? run + 1 : 1;
            before = clip;
            if (run > count) {
                first = from;
                count = run;
            }
        }
        if (count < 2) {
            return Optional.empty();
        }
        List<Hull> inARow = List.copyOf(hulls.subMap(first, first + count).values());
        return Optional.of(new LivedTitle(first, count, video(inARow)));
    }

    private static ChunkedVideo video(List<Hull> hulls) {
        int rungs = Math.clamp(
                hulls.stream().mapToInt(it -> it.points().size()).max().orElseThrow(), 2, MAX_RUNGS);
        List<Hull> chunks = new ArrayList<>();
        do {
            chunks.addAll(hulls);
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
        return new ChunkedVideo(chunks.stream().map(Hull::seconds).toList(), ladder);
    }

    /** The chunk of the video that is a clip; empty if the clip is not known. */
    Optional<Integer> chunk(int clip) {
        return clip >= firstClip && clip < firstClip + clips ? Optional.of(clip - firstClip) : Optional.empty();
    }

    /** The VMAF that some bits of a chunk carry: on straight lines over the logarithm of bits. */
    double vmafOf(int chunk, double bits) {
        int rung = 1;
        while (rung < video.rungs() - 1 && video.bits(chunk, rung) < bits) {
            rung++;
        }
        double low = video.bits(chunk, rung - 1);
        double high = video.bits(chunk, rung);
        double share = high > low ? Math.clamp(Math.log(bits / low) / Math.log(high / low), 0, 1) : 1;
        return video.vmaf(chunk, rung - 1) + share * (video.vmaf(chunk, rung) - video.vmaf(chunk, rung - 1));
    }
}
