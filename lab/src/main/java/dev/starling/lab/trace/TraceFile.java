package dev.starling.lab.trace;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
     * Finds the traces under files and folders, in the order of their paths. Links are followed; Markdown and hidden
     * files are skipped.
     *
     * @throws NoSuchFileException if a path does not exist
     */
    public static List<TraceFile> find(List<Path> paths) throws IOException {
        List<TraceFile> found = new ArrayList<>();
        for (Path path : paths) {
            if (!Files.exists(path)) {
                throw new NoSuchFileException(path.toString());
            }
            try (Stream<Path> files = Files.walk(path, FileVisitOption.FOLLOW_LINKS)) {
                files.filter(Files::isRegularFile)
                        .filter(it -> !it.getFileName().toString().matches("\\..*|.*\\.md"))
                        .sorted()
                        .map(TraceFile::of)
                        .forEach(found::add);
            }
        }
        return found.stream().distinct().toList();
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
