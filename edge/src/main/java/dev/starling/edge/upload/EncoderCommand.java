package dev.starling.edge.upload;

import java.nio.file.Path;
import java.util.List;

/** The command line that encodes a file. Its progress is a JSON object in each line of standard error. */
@FunctionalInterface
public interface EncoderCommand {
    /**
     * The command with its arguments. It must be safe to end it at any time and to run it again.
     *
     * @param input the file
     * @param output the package to make
     * @param store a folder for intermediate results
     */
    List<String> of(Path input, Path output, Path store);
}
