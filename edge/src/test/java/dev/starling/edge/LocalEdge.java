package dev.starling.edge;

import dev.starling.swarm.pack.FolderShelf;
import dev.starling.swarm.pack.PackageShelf;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.SplittableRandom;

/** Starts edges for tests: on a free port of the loopback address, with the same session ids in each run. */
public final class LocalEdge {
    private LocalEdge() {}

    /** An edge as it is without options. */
    public static EdgeServer start(Path folder) throws IOException {
        return start(folder, EdgeSettings.DEFAULT);
    }

    static EdgeServer start(Path folder, EdgeSettings settings) throws IOException {
        return start(new FolderShelf(folder), settings, InstantSource.system());
    }

    static EdgeServer start(PackageShelf shelf, EdgeSettings settings, InstantSource clock) throws IOException {
        return EdgeServer.start(
                shelf,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                settings,
                clock,
                new SplittableRandom(1));
    }
}
