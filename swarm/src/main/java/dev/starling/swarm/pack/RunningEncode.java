package dev.starling.swarm.pack;

import dev.starling.swarm.json.StrictJson;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * How far an encode on this machine is: {@code progress.json} in the work folder beside the package that it makes, for
 * others who look at the folder of packages.
 *
 * @param format {@link #FORMAT}
 * @param version {@link #VERSION}
 * @param pid the number of its process
 * @param startedAt the start of its process in milliseconds since 1970: numbers are used again
 * @param doneClips clips that are encoded and measured
 * @param clips those that were found so far
 * @param etaSeconds until all clips are done; empty if it is not known
 */
public record RunningEncode(
        String format, int version, long pid, long startedAt, int doneClips, int clips, OptionalInt etaSeconds) {
    /** The value of {@code format}. */
    public static final String FORMAT = "starling-progress";
    /** The value of {@code version}. */
    public static final int VERSION = 1;
    /** What a work folder's name has after that of the package. */
    public static final String WORK = ".work";

    private static final String FILE = "progress.json";
    private static final int MAX_BYTES = 4096;
    /** A process's start follows from that of the machine, which the system may correct by so much. */
    private static final long MAX_DRIFT_MILLIS = 2000;

    /** The work folder of an encode. */
    public static Path workFolder(Path output) {
        Path target = output.toAbsolutePath().normalize();
        return target.resolveSibling(target.getFileName() + WORK);
    }

    /** How far an encode of this process is. */
    public static RunningEncode ofThisProcess(int doneClips, int clips, OptionalInt etaSeconds) {
        ProcessHandle own = ProcessHandle.current();
        return new RunningEncode(FORMAT, VERSION, own.pid(), startedAt(own), doneClips, clips, etaSeconds);
    }

    /**
     * Tells that an encode of this process is about to begin; makes its work folder.
     *
     * @throws IOException if the folder or the file cannot be written, or the file is someone else's
     */
    public static void announce(Path output) throws IOException {
        Path file = Files.createDirectories(workFolder(output)).resolve(FILE);
        if (Files.exists(file) && !announces(file)) {
            throw new IOException(file + ": not the progress of an encode; move it, or choose another output");
        }
        ofThisProcess(0, 0, OptionalInt.empty()).write(output);
    }

    /**
     * Whether a work folder has nothing but an announcement, or nothing at all. A file of its name that announces no
     * encode, or cannot be read, is someone else's.
     *
     * @throws IOException if the folder cannot be read
     */
    public static boolean isOnlyAnnounced(Path workFolder) throws IOException {
        try (Stream<Path> entries = Files.list(workFolder)) {
            for (Path entry : (Iterable<Path>) entries::iterator) {
                boolean isOwn = entry.endsWith(FILE) ? announces(entry) : DurableFile.isPartial(entry, FILE);
                if (!isOwn) {
                    return false;
                }
            }
            return true;
        }
    }

    private static boolean announces(Path file) {
        try {
            var _ = read(file);
            return true;
        } catch (IOException | IllegalArgumentException foreign) {
            return false;
        }
    }

    /** @throws IllegalArgumentException if it announces no encode */
    private static RunningEncode read(Path file) throws IOException {
        return StrictJson.read(WholeFile.read(file, MAX_BYTES), RunningEncode.class, FORMAT, VERSION);
    }

    private static long startedAt(ProcessHandle process) {
        return process.info().startInstant().map(it -> it.toEpochMilli()).orElse(0L);
    }

    /**
     * Writes the file, if the encode has its work folder by now. It is seen whole or not at all.
     *
     * @return whether it was written
     * @throws IOException if it cannot be written
     */
    public boolean write(Path output) throws IOException {
        Path folder = workFolder(output);
        if (!Files.isDirectory(folder)) {
            return false;
        }
        DurableFile.replace(folder.resolve(FILE), ByteBuffer.wrap(StrictJson.write(this)));
        return true;
    }

    /**
     * Reads the file in a work folder.
     *
     * @return empty if there is none that can be read, or its encode does not run any more
     */
    public static Optional<RunningEncode> in(Path workFolder) {
        Path file = workFolder.resolve(FILE);
        try {
            if (!Files.isRegularFile(file)) {
                return Optional.empty();
            }
            return Optional.of(read(file)).filter(RunningEncode::runs);
        } catch (IOException | IllegalArgumentException goneOrDamaged) {
            return Optional.empty();
        }
    }

    private boolean runs() {
        return ProcessHandle.of(pid)
                .filter(it -> it.isAlive() && Math.abs(startedAt(it) - startedAt) <= MAX_DRIFT_MILLIS)
                .isPresent();
    }
}
