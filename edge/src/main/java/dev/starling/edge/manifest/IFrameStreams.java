package dev.starling.edge.manifest;

import dev.starling.swarm.profile.PictureSize;
import java.util.List;

/** The I-frame playlists that a multivariant playlist lists. Immutable. */
public final class IFrameStreams {
    /** None: of a title whose IDR pictures are not known. */
    public static final IFrameStreams NONE = new IFrameStreams(List.of());

    private final List<Stream> streams;

    /**
     * {@code EXT-X-I-FRAME-STREAM-INF} (RFC 8216bis, 4.4.6.3).
     *
     * @param bitrate of the IDR pictures alone
     */
    record Stream(Rendition.Rung rung, String codecs, PictureSize resolution, Bitrate bitrate) {}

    IFrameStreams(List<Stream> streams) {
        this.streams = List.copyOf(streams);
    }

    /** The playlists, best first. */
    List<Stream> streams() {
        return streams;
    }
}
