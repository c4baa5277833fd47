package dev.starling.swarm.steer;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/** The settings that ship: {@code policy.json} beside this class. */
final class ShippedPolicy {
    private ShippedPolicy() {}

    /** The file. */
    static byte[] json() {
        try (InputStream json =
                Objects.requireNonNull(ShippedPolicy.class.getResourceAsStream("policy.json"), "policy.json")) {
            return json.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
