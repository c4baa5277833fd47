package dev.starling.lab.learn;

import dev.starling.lab.video.ChunkedVideo;
import dev.starling.lab.video.ClipHull;
import dev.starling.swarm.steer.LivedClip;
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
    /** The title of some sessions; empty if fewer than two clips in a row are known. */
    static Optional<LivedTitle> of(List<LivedSession> sessions) {
        SortedMap<Integer, ClipHull> hulls = new TreeMap<>();
        for (LivedSession session : sessions) {
            for (LivedClip clip : session.clips()) {
                // A player-steered rendition offers a part; where most is offered, all is.
                hulls.merge(
                        clip.clip(),
                        ClipHull.of(clip.seconds(), clip.offered()),
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
        List<ClipHull> inARow = List.copyOf(hulls.subMap(first, first + count).values());
        return Optional.of(new LivedTitle(first, count, ClipHull.video(inARow)));
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
