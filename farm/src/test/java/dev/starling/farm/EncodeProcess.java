package dev.starling.farm;

import dev.starling.media.MediaLimits;
import java.nio.file.Path;
import java.util.Optional;

/** An encode in a process of its own, to be killed: says on standard output, a line each, what it has finished. */
final class EncodeProcess {
    private EncodeProcess() {}

    /** Takes the input and the output. */
    public static void main(String[] args) throws Exception {
        EncodeRequest request =
                new EncodeRequest(Path.of(args[0]), Path.of(args[1]), Optional.empty(), 2, MediaLimits.DEFAULT);
        new Farm().encode(request, event -> {
            if (event instanceof FarmEvent.Progress progress && !progress.finished()) {
                System.out.println(progress.phase());
            }
        });
    }
}
