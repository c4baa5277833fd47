package dev.starling.edge.manifest;

import dev.starling.swarm.profile.PictureSize;
import java.util.List;

/** The tracks of IDR pictures alone that a manifest lists. Immutable. */
public final class IFrameStreams {
    /** None: of a title whose IDR pictures are not known. */
    public static final IFrameStreams NONE = new IFrameStreams(List.of());

    private final List<Stream> streams;

    /**
     * An I-frame playlist of HLS ({@code EXT-X-I-FRAME-STREAM-INF}, RFC 8216bis, 4.4.6.3), or a representation for
     * trick modes in DASH.
     *
     * @param bitrate of the IDR pictures alone
     * @param pictures their number, at least one
     */
    record Stream(Rendition.Rung rung, String codecs, PictureSize resolution, Bitrate bitrate, int pictures) {}

    IFrameStreams(List<Stream> streams) {
        this.streams = List.copyOf(streams);
    }

    /** The tracks, best first. */
    List<Stream> streams() {
        return streams;
    }
}
