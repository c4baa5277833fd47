package dev.starling.edge;

import dev.starling.edge.client.TrustedProxies;
import dev.starling.edge.limits.EdgeLimits;
import dev.starling.edge.record.Telemetry;
import dev.starling.swarm.steer.Policy;
import dev.starling.swarm.steer.StaticPolicy;
import java.util.function.Supplier;

/**
 * How an edge serves.
 *
 * @param limits what clients may use
 * @param policy gives the policy of each decision
 * @param proxies the proxies that tell the addresses of clients
 * @param telemetry keeps records of clips and sessions
 */
public record EdgeSettings(EdgeLimits limits, Supplier<Policy> policy, TrustedProxies proxies, Telemetry telemetry) {
    /** The limits by default and the policy that ships, without proxies and telemetry. */
    public static final EdgeSettings DEFAULT =
            new EdgeSettings(EdgeLimits.DEFAULT, () -> StaticPolicy.DEFAULT, TrustedProxies.NONE, Telemetry.NONE);

    /** The same settings with other limits. */
    public EdgeSettings withLimits(EdgeLimits other) {
        return new EdgeSettings(other, policy, proxies, telemetry);
    }

    /** The same settings with another policy. */
    public EdgeSettings withPolicy(Supplier<Policy> other) {
        return new EdgeSettings(limits, other, proxies, telemetry);
    }

    /** The same settings with other proxies. */
    public EdgeSettings withProxies(TrustedProxies other) {
        return new EdgeSettings(limits, policy, other, telemetry);
    }

    /** The same settings with other telemetry. */
    public EdgeSettings withTelemetry(Telemetry other) {
        return new EdgeSettings(limits, policy, proxies, other);
    }
}
