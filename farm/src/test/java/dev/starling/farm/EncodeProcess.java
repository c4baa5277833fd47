package dev.starling.farm;

import java.nio.file.Path;

/** An encode in a process of its own, to be killed: says on standard output, a line each, what it has finished. */
final class EncodeProcess {
    private EncodeProcess() {}

    /** Takes the input and the output. */
    public static void main(String[] args) throws Exception {
        EncodeRequest request = EncodeRequest.of(Path.of(args[0]), Path.of(args[1]), 2);
        new Farm().encode(request, event -> {
            if (event instanceof FarmEvent.Progress progress && !progress.finished()) {
                System.out.println(progress.phase());
            }
        });
    }
}
