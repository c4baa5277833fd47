package dev.starling.farm.encode;

import dev.starling.farm.FarmEvent;
import dev.starling.swarm.breed.cluster.ClustersFile;
import java.nio.file.Path;

/** An encode in a process of its own, to be killed: says on standard output, a line each, what it has finished. */
final class EncodeProcess {
    private EncodeProcess() {}

    /** One family: what is killed here does not depend on how many there are, and every run is one of many. */
    static EncodeRequest request(Path input, Path output) {
        return EncodeRequest.of(input, output, 2).withClusters(ClustersFile.usual());
    }

    /** Takes the input and the output. */
    public static void main(String[] args) throws Exception {
        new Farm().encode(request(Path.of(args[0]), Path.of(args[1])), event -> {
            if (event instanceof FarmEvent.Progress progress && !progress.finished()) {
                System.out.println(progress.phase());
            }
        });
    }
}
