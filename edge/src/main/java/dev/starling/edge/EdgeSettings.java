package dev.starling.edge;

import dev.starling.edge.client.TrustedProxies;
import dev.starling.edge.limits.EdgeLimits;
import dev.starling.edge.record.Telemetry;
import dev.starling.edge.upload.Uploads;
import dev.starling.swarm.steer.Levels;
import dev.starling.swarm.steer.Policy;
import dev.starling.swarm.steer.StaticPolicy;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * How an edge serves.
 *
 * @param limits what clients may use
 * @param policy gives the policy of each decision
 * @param levels those that plans may use
 * @param proxies the proxies that tell the addresses of clients
 * @param telemetry keeps records of clips and sessions
 * @param pathLab whether clients may ask for artificial paths
 * @param uploads takes uploads and encodes them, if any may be made; whoever opened it closes it
 * @param operations how it is operated
 */
public record EdgeSettings(
        EdgeLimits limits,
        Supplier<Policy> policy,
        Levels levels,
        TrustedProxies proxies,
        Telemetry telemetry,
        PathLab pathLab,
        Optional<Uploads> uploads,
        Operations operations) {
    /**
     * The limits by default, the policy that ships and all levels; no proxies, telemetry, path lab, uploads and
     * operators.
     */
    public static final EdgeSettings DEFAULT = new EdgeSettings(
            EdgeLimits.DEFAULT,
            () -> StaticPolicy.DEFAULT,
            Levels.ALL,
            TrustedProxies.NONE,
            Telemetry.NONE,
            PathLab.OFF,
            Optional.empty(),
            Operations.NONE);

    /** The same settings with other limits. */
    public EdgeSettings withLimits(EdgeLimits other) {
        return new EdgeSettings(other, policy, levels, proxies, telemetry, pathLab, uploads, operations);
    }

    /** The same settings with another policy. */
    public EdgeSettings withPolicy(Supplier<Policy> other) {
        return new EdgeSettings(limits, other, levels, proxies, telemetry, pathLab, uploads, operations);
    }

    /** The same settings with other levels of blending. */
    public EdgeSettings withLevels(Levels other) {
        return new EdgeSettings(limits, policy, other, proxies, telemetry, pathLab, uploads, operations);
    }

    /** The same settings with other proxies. */
    public EdgeSettings withProxies(TrustedProxies other) {
        return new EdgeSettings(limits, policy, levels, other, telemetry, pathLab, uploads, operations);
    }

    /** The same settings with other telemetry. */
    public EdgeSettings withTelemetry(Telemetry other) {
        return new EdgeSettings(limits, policy, levels, proxies, other, pathLab, uploads, operations);
    }

    /** The same settings with or without the path lab. */
    public EdgeSettings withPathLab(PathLab other) {
        return new EdgeSettings(limits, policy, levels, proxies, telemetry, other, uploads, operations);
    }

    /** The same settings with uploads. */
    public EdgeSettings withUploads(Uploads opened) {
        return new EdgeSettings(limits, policy, levels, proxies, telemetry, pathLab, Optional.of(opened), operations);
    }

    /** The same settings, operated in another way. */
    public EdgeSettings withOperations(Operations other) {
        return new EdgeSettings(limits, policy, levels, proxies, telemetry, pathLab, uploads, other);
    }
}
