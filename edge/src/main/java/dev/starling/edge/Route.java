package dev.starling.edge;

import com.linecorp.armeria.common.HttpMethod;
import dev.starling.edge.delivery.NamedSegments;
import dev.starling.edge.manifest.IFrameLinks;
import dev.starling.edge.manifest.Links;
import dev.starling.edge.manifest.Part;
import dev.starling.edge.manifest.Rendition;
import dev.starling.edge.session.SessionId;
import dev.starling.edge.session.SizeChooser;
import dev.starling.edge.upload.UploadId;
import dev.starling.swarm.title.BlendGroupId;
import java.util.Optional;
import java.util.Set;

/**
 * What a path of the edge leads to. {@link RouteTable} holds the paths; {@code docs/http-api.md} documents them.
 *
 * <p>Titles are named by their ids, decoded.
 */
public sealed interface Route {
    /**
     * A file of the player page.
     *
     * @param resource its path below the page's folder; empty for the page itself
     */
    record Page(String resource) implements Route {}

    /** The metrics. */
    record MetricsText() implements Route {}

    /** Whether the process lives. */
    record Health() implements Route {}

    /** Whether the edge can serve viewers. */
    record Ready() implements Route {}

    /** The description of this API. */
    record OpenApi() implements Route {}

    /** The figures of all viewers over time. */
    record Fleet() implements Route {}

    /** The sessions that were recorded. */
    record PastSessions() implements Route {}

    /**
     * How a recorded session went.
     *
     * @param session its name in the records
     */
    record PastSession(String session) implements Route {}

    /**
     * A clip of a recorded session.
     *
     * @param session its name in the records
     * @param number its place in the session, from 0
     */
    record PastClip(String session, int number) implements Route {}

    /** The rewards that were recorded. */
    record PastRewards() implements Route {}

    /** How profiles were bred. */
    record Evolution() implements Route {}

    /** The rate–quality points of a title. */
    record QualityOfTitle(String title) implements Route {}

    /** The list of titles. */
    record Titles() implements Route {}

    /** One title with its clusters and timeline. */
    record TitleDetails(String title) implements Route {}

    /** The sessions: lists and creates them. */
    record SessionList() implements Route {}

    /** One session: what it received and why. */
    record SessionDetails(SessionId session) implements Route {}

    /** What a session's client can decode and show. */
    record Device(SessionId session) implements Route {}

    /** A session's artificial path. */
    record Path(SessionId session) implements Route {}

    /** The artificial paths that there are. */
    record Paths() implements Route {}

    /** Takes uploads of video files. */
    record UploadList() implements Route {}

    /** One upload. */
    record Upload(UploadId upload) implements Route {}

    /** The encodes of uploads. */
    record Jobs() implements Route {}

    /** A session's live feed. */
    record Events(SessionId session) implements Route {}

    /** Takes players' reports about events. */
    record PlayerEvents() implements Route {}

    /** A title's multivariant playlist or media presentation description: where playback starts. */
    record Manifest(String title, SizeChooser chooser, Format format) implements Route {
        /** The URIs in this manifest when it is written for a session. */
        public Links links(SessionId session) {
            return new RelativeLinks(path(), title, session);
        }

        /** The URIs of IDR pictures in this manifest when it is written for an edition of the title. */
        public IFrameLinks iFrameLinks(String edition) {
            return new PlanLinks(path(), title, edition);
        }
    }

    /** A part of a rendition, in a session. */
    record Media(String title, SessionId session, Rendition rendition, Part part) implements Route {
        /** The URIs in this media playlist. */
        public Links links() {
            return new RelativeLinks(path(), title, session);
        }
    }

    /**
     * A segment that is the same for everyone, for ever.
     *
     * @param name its name in the title
     */
    record Plan(String title, NamedSegments.Name name) implements Route {}

    /**
     * The initialization segment of all named plans of a blend group.
     *
     * @param edition of the package
     */
    record PlanInit(String title, String edition, BlendGroupId group) implements Route {}

    /**
     * A picture of a title.
     *
     * @param edition of the package
     */
    record Poster(String title, String edition) implements Route {}

    /**
     * The I-frame playlist of a rung, the same for everyone.
     *
     * @param rung from 0
     */
    record IFrames(String title, int rung) implements Route {
        /** The URIs in this playlist for an edition of the title. */
        public IFrameLinks links(String edition) {
            return new PlanLinks(path(), title, edition);
        }
    }

    /**
     * The segment of a trick-mode track: the IDR pictures of a clip at a rung.
     *
     * @param edition of the package
     * @param rung from 0
     */
    record IFrameSegment(String title, String edition, int rung, int clip) implements Route {}

    /** The manifest formats. */
    enum Format {
        /** RFC 8216bis. */
        HLS("m3u8", "h"),
        /** ISO/IEC 23009-1. */
        DASH("mpd", "d");

        private final String extension;
        private final String cmcdToken;

        Format(String extension, String cmcdToken) {
            this.extension = extension;
            this.cmcdToken = cmcdToken;
        }

        /** Its token in CMCD and CMSD ({@code sf}). */
        String cmcdToken() {
            return cmcdToken;
        }

        /** The file name extension, without the dot. */
        String extension() {
            return extension;
        }
    }

    /**
     * Reads a path.
     *
     * @param path absolute, percent-encoded, without query
     * @return empty if the path leads nowhere
     */
    static Optional<Route> of(String path) {
        return RouteTable.find(path).map(RouteTable.Found::route);
    }

    /** The path: absolute and percent-encoded. */
    default String path() {
        return RouteTable.write(this);
    }

    /** The path with the names of its variables instead of their values. */
    default String pattern() {
        return RouteTable.pattern(this);
    }

    /** The methods that it allows. */
    default Set<HttpMethod> methods() {
        return RouteTable.methods(this);
    }
}
