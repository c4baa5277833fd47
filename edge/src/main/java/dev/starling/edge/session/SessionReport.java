package dev.starling.edge.session;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.starling.edge.delivery.ClipReport;
import dev.starling.edge.delivery.NetworkReport;
import dev.starling.swarm.steer.CapabilityVector;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Everything of a session, in the shape of the explain API ({@code docs/http-api.md}).
 *
 * @param title the id of the title that it plays, once it asked for one
 * @param clips the last ones, newest last
 */
public record SessionReport(
        SessionId id,
        Optional<String> title,
        @JsonProperty("steering") Optional<SizeChooser> chooser,
        CapabilityVector client,
        NetworkReport network,
        Sources sources,
        CmcdReport cmcd,
        List<ClipReport> clips) {
    /**
     * Where the network state comes from.
     *
     * @param edgeBitsPerSecond what the edge measured
     * @param clientBitsPerSecond what the client measured ({@code mtp})
     * @param deliveryBitsPerSecond what the kernel measured
     */
    public record Sources(
            OptionalDouble edgeBitsPerSecond,
            OptionalDouble clientBitsPerSecond,
            OptionalDouble deliveryBitsPerSecond,
            Optional<BufferSource> bufferFrom) {}

    /** The part of it that changes while a clip is sent. */
    public record Live(NetworkReport network, Sources sources) {}

    /**
     * What the player told.
     *
     * @param accepted payloads that were read
     * @param malformed payloads that were ignored
     * @param last the last one that was read
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
