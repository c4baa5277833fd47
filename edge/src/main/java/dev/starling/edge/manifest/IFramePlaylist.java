package dev.starling.edge.manifest;

import dev.starling.swarm.cmaf.IdrChunks;
import dev.starling.swarm.title.BlendGroupId;
import dev.starling.swarm.title.Cluster;
import dev.starling.swarm.title.Title;
import java.util.List;

/**
 * An I-frame playlist of a title (RFC 8216bis, 4.4.3.6).
 *
 * @param type whether segments are still to come
 * @param targetSeconds the target duration
 * @param init the blend group whose initialization segment serves all pictures; each one carries its parameter sets
 * @param frames at least one
 */
record IFramePlaylist(MediaPlaylist.Type type, long targetSeconds, BlendGroupId init, List<IFrame> frames) {
    /**
     * An IDR picture.
     *
     * @param cluster that of its member
     * @param segment the time until the next one
     * @param range its place in the segment of the whole member
     */
    record IFrame(Cluster cluster, Segment segment, IdrChunks.Range range) {}

    IFramePlaylist {
        frames = List.copyOf(frames);
    }

    /**
     * Writes the playlist.
     *
     * @param links from this playlist
     */
    String text(IFrameLinks links) {
        List<Segment> segments = frames.stream().map(IFrame::segment).toList();
        StringBuilder text = new StringBuilder("#EXTM3U\n")
                .append("#EXT-X-VERSION:")
                .append(MediaPlaylist.VERSION)
                .append("\n#EXT-X-TARGETDURATION:")
                .append(targetSeconds)
                .append("\n#EXT-X-MEDIA-SEQUENCE:0\n")
                .append(type.head())
                .append("#EXT-X-I-FRAMES-ONLY\n#EXT-X-INDEPENDENT-SEGMENTS\n")
                .append("#EXT-X-MAP:URI=\"")
                .append(links.toInit(init))
                .append("\"\n");
        for (IFrame frame : frames) {
            text.append("#EXTINF:")
                    .append(MediaPlaylist.extinf(frame.segment(), segments.getFirst(), Title.TIMESCALE))
                    .append(",\n#EXT-X-BYTERANGE:")
                    .append(frame.range().bytes())
                    .append('@')
                    .append(frame.range().offset())
                    .append('\n')
                    .append(links.toMember(frame.segment().clip(), frame.cluster()))
                    .append('\n');
        }
        return text.append(type.end()).toString();
    }
}
