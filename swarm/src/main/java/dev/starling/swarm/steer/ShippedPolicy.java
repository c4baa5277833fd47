package dev.starling.swarm.steer;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/** What ships: {@code policy.json} and {@code learned-policy.json} beside this class. */
final class ShippedPolicy {
    private ShippedPolicy() {}

    /** The settings of the static policy. */
    static byte[] json() {
        return resource("policy.json");
    }

    /** The learned policy. */
    static byte[] learnedJson() {
        return resource("learned-policy.json");
    }

    private static byte[] resource(String name) {
        try (InputStream json = Objects.requireNonNull(ShippedPolicy.class.getResourceAsStream(name), name)) {
            return json.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
