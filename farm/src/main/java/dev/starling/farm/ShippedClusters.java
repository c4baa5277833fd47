package dev.starling.farm;

import dev.starling.swarm.breed.cluster.ClustersFile;
import java.io.IOException;
import java.io.InputStream;

/** The clusters that ship with Starling. */
public final class ShippedClusters {
    private static final String FILE = "clusters.json";

    private ShippedClusters() {}

    /** Reads them. */
    public static ClustersFile read() {
        try (InputStream in = ShippedClusters.class.getResourceAsStream(FILE)) {
            if (in == null) {
                throw new IllegalStateException("this build has no " + FILE);
            }
            return ClustersFile.read(in.readAllBytes());
        } catch (IOException e) {
            throw new IllegalStateException("this build's " + FILE + " cannot be read", e);
        }
    }
}
