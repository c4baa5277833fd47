package dev.starling.edge.session;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.starling.edge.delivery.ClipReport;
import dev.starling.edge.delivery.NetworkReport;
import dev.starling.edge.shaping.PathShape;
import dev.starling.swarm.steer.CapabilityVector;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Everything about a session, in the JSON form of the API ({@code docs/http-api.md}).
 *
 * @param title the id of the title; empty until the session requests a manifest
 * @param chooser the side that chooses the picture size; empty until the session requests a manifest
 * @param playback what the viewer has experienced
 * @param path the artificial path; empty on the real one
 * @param pathBitsPerSecond what it carries now; empty if only the real path limits it
 * @param clips the most recent clips, newest last
 */
public record SessionReport(
        SessionId id,
        Optional<String> title,
        @JsonProperty("steering") Optional<SizeChooser> chooser,
        CapabilityVector client,
        NetworkReport network,
        Sources sources,
        CmcdReport cmcd,
        PlaybackReport playback,
        Optional<PathShape> path,
        OptionalDouble pathBitsPerSecond,
        List<ClipReport> clips) {
    /**
     * The sources of the network state.
     *
     * @param edge measured by the edge
     * @param clientBitsPerSecond measured by the client ({@code mtp})
     * @param deliveryBitsPerSecond measured by the kernel
     * @param rememberedBitsPerSecond measured by earlier sessions of the same address
     */
    public record Sources(
            @JsonUnwrapped Measured edge,
            OptionalDouble clientBitsPerSecond,
            OptionalDouble deliveryBitsPerSecond,
            Optional<BufferSource> bufferFrom,
            OptionalDouble rememberedBitsPerSecond) {}

    /**
     * What the edge has measured.
     *
     * @param edgeBitsPerSecond over the last clips
     * @param currentBitsPerSecond in the last moments of sending
     */
    public record Measured(OptionalDouble edgeBitsPerSecond, OptionalDouble currentBitsPerSecond) {}

    /**
     * The part of a report that changes while a clip is sent.
     *
     * @param pathBitsPerSecond as in the report
     */
    public record Live(NetworkReport network, Sources sources, OptionalDouble pathBitsPerSecond) {
        /** Whether the path carries something else now, or is measured to. */
        public boolean hasOtherRates(Live before) {
            return !pathBitsPerSecond.equals(before.pathBitsPerSecond)
                    || !sources.edge.currentBitsPerSecond.equals(before.sources.edge.currentBitsPerSecond);
        }
    }

    /**
     * The CMCD of a session.
     *
     * @param accepted the number of valid payloads
     * @param malformed the number of malformed payloads, which are ignored
     * @param last the last valid payload
     */
    public record CmcdReport(long accepted, long malformed, Map<String, String> last) {
        public CmcdReport {
            last = Map.copyOf(last);
        }
    }

    public SessionReport {
        clips = List.copyOf(clips);
    }
}
