package dev.starling.lab.trace;

import dev.starling.lab.LabException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A trace on disk.
 *
 * @param file where it is
 * @param family the collection it belongs to: the name of its folder
 * @param log the measurement it was cut from. Traces of one log are not independent
 */
public record TraceFile(Path file, String family, String log) {
    private static final Pattern EXTENSION = Pattern.compile("\\.(gz|json|txt|csv|log)$");
    /** FCC: several traces of one unit; its identifier comes after "trace_". */
    private static final Pattern FCC_UNIT = Pattern.compile("(?:^|_)trace_(\\d+)_http");
    /** Starlink: pieces of 300 s, of which ten with one first digit follow each other. */
    private static final Pattern STARLINK_PIECE = Pattern.compile("^(starlink_\\d)\\d$");
    /** Mahimahi: both directions were measured at once. */
    private static final Pattern DIRECTION = Pattern.compile("\\.(up|down)$");

    /**
     * Finds the traces under files and folders, in the order of their paths. Links are followed, and a file that is
     * reached twice is found once; Markdown and hidden files are skipped.
     *
     * @throws NoSuchFileException if a path does not exist
     * @throws LabException if a link leads to a folder above it
     */
    public static List<TraceFile> find(List<Path> paths) throws IOException {
        Map<Path, TraceFile> found = new LinkedHashMap<>();
        for (Path path : paths) {
            if (!Files.exists(path)) {
                throw new NoSuchFileException(path.toString());
            }
            try (Stream<Path> files = Files.walk(path, FileVisitOption.FOLLOW_LINKS)) {
                List<Path> traces = files.filter(Files::isRegularFile)
                        .filter(it -> !it.getFileName().toString().matches("\\..*|.*\\.md"))
                        .sorted()
                        .toList();
                for (Path trace : traces) {
                    found.putIfAbsent(trace.toRealPath(), of(trace));
                }
            } catch (UncheckedIOException e) {
                if (e.getCause() instanceof FileSystemLoopException loop) {
                    throw new LabException(loop.getFile(), "a link to a folder above it; name the folders of traces");
                }
                throw e.getCause();
            }
        }
        return List.copyOf(found.values());
    }

    /** A file with the family and log that its path names. */
    public static TraceFile of(Path file) {
        Path folder = file.toAbsolutePath().normalize().getParent();
        Path name = folder == null ? null : folder.getFileName();
        return new TraceFile(
                file,
                name == null ? "/" : name.toString(),
                log(file.getFileName().toString()));
    }

    private static String log(String name) {
        String stem = name;
        for (Matcher it = EXTENSION.matcher(stem); it.find(); it = EXTENSION.matcher(stem)) {
            stem = it.replaceFirst("");
        }
        Matcher unit = FCC_UNIT.matcher(stem);
        if (unit.find()) {
            return "unit " + unit.group(1);
        }
        Matcher piece = STARLINK_PIECE.matcher(stem);
        if (piece.matches()) {
            return piece.group(1) + "*";
        }
        return DIRECTION.matcher(stem).replaceFirst("");
    }
}
