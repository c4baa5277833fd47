package dev.starling.app.title;

import dev.starling.app.command.CommandException;
import dev.starling.app.command.CommandFiles;
import dev.starling.edge.limits.EdgeLimits;
import dev.starling.edge.upload.UploadLimits;
import dev.starling.edge.upload.Uploads;
import dev.starling.swarm.pack.PackageReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/** Whether an edge takes uploads and encodes them. */
final class UploadOptions {
    @Option(
            names = "--upload-dir",
            paramLabel = "DIR",
            showDefaultValue = Visibility.NEVER,
            description = {
                "Let the page upload video files, keep them in this folder, and encode them into the folder that is",
                "  served. With --admin-token-file, for operators only. Always on for demo. Default: no uploads"
            })
    private @Nullable Path uploadDir;

    private @Nullable Uploads opened;

    /**
     * What uploads need.
     *
     * @param titles the folder of packages that is served
     * @param uploads the folder of the uploads without the option; empty if there are none then
     * @param encoding further options of the encode
     * @param program the class that has the commands
     */
    record Needs(Path titles, Optional<Path> uploads, List<String> encoding, Class<?> program) {}

    /**
     * Opens the uploads, if there are any; {@link #close()} ends them.
     *
     * @param needs empty if what is served is not a folder
     * @throws IOException if the folder cannot be used
     * @throws CommandException if the edge does not serve a folder of packages
     */
    Optional<Uploads> open(Optional<Needs> needs, EdgeLimits limits) throws IOException {
        Optional<Path> folder = folder(needs);
        if (folder.isEmpty()) {
            return Optional.empty();
        }
        Needs given = needs.orElseThrow();
        Uploads uploads = Uploads.open(
                new Uploads.Places(folder.get(), given.titles()),
                UploadLimits.of(limits),
                (input, output, store) -> encode(input, output, store, given),
                InstantSource.system(),
                new SecureRandom());
        opened = uploads;
        return Optional.of(uploads);
    }

    /**
     * Checks what uploads need, and opens nothing.
     *
     * @throws CommandException if it is not there
     */
    void check(Optional<Needs> needs) {
        folder(needs).ifPresent(CommandFiles::requireCreatable);
    }

    private Optional<Path> folder(Optional<Needs> needs) {
        Optional<Path> folder = Optional.ofNullable(uploadDir).or(() -> needs.flatMap(Needs::uploads));
        if (folder.isPresent()
                && needs.map(Needs::titles)
                        .filter(it -> !PackageReader.isPackage(it))
                        .isEmpty()) {
            throw new CommandException("--upload-dir " + folder.get()
                    + ": the edge must serve a local folder of packages; name one in place of a package or a bucket");
        }
        return folder;
    }

    void close() {
        Uploads uploads = opened;
        if (uploads != null) {
            uploads.close();
        }
    }

    /** This command as another process: the same Java with the same options. */
    private static List<String> encode(Path input, Path output, Path store, Needs needs) {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                // Tools that watch this process cannot watch the other one in the same place.
                .filter(it -> !it.startsWith("-agentlib:") && !it.startsWith("-javaagent:"))
                .forEach(line::add);
        line.addAll(List.of(
                "-cp", System.getProperty("java.class.path"), needs.program().getName()));
        line.addAll(List.of("encode", input.toString(), "-o", output.toString(), "--store", store.toString()));
        line.addAll(List.of("--progress", "json"));
        line.addAll(needs.encoding());
        return line;
    }
}
