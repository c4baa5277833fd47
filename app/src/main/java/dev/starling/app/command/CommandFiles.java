package dev.starling.app.command;

import dev.starling.swarm.pack.DurableFile;
import dev.starling.swarm.pack.WholeFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads and writes whole files that a command line names. */
public final class CommandFiles {
    /** Ten times what an evolution of a day writes. */
    private static final int MAX_BYTES = 64 << 20;
    /** Some ten minutes; what is read of a stream takes more memory than the stream. */
    private static final int MAX_STREAM_BYTES = 1 << 30;

    private CommandFiles() {}

    /**
     * Reads a document, such as a policy or profiles.
     *
     * @throws IOException if it cannot be read, or is larger than any document; the message is for people
     */
    public static byte[] read(Path file) throws IOException {
        return WholeFile.read(file, MAX_BYTES);
    }

    /**
     * Reads a video stream.
     *
     * @throws IOException if it cannot be read, or is larger than 1 GiB; the message is for people
     */
    public static byte[] readStream(Path file) throws IOException {
        return WholeFile.readStream(file, MAX_STREAM_BYTES);
    }

    /**
     * Writes a whole file durably; a file of that name is replaced.
     *
     * @throws CommandException if it is a folder, or its parent folder does not exist or is not writable
     */
    public static void write(Path file, byte[] content) throws IOException {
        requireWritable(file);
        DurableFile.replace(file, ByteBuffer.wrap(content));
    }

    /**
     * Checks that a file can be written, before any work is done for it.
     *
     * @throws CommandException if it is a folder, or its parent folder does not exist or is not writable
     */
    public static void requireWritable(Path file) {
        if (Files.isDirectory(file)) {
            throw new CommandException(file + ": a folder; name a file to write");
        }
        Path folder = DurableFile.folder(file);
        if (!Files.isDirectory(folder)) {
            throw new CommandException(file + ": cannot be written, there is no folder " + folder);
        }
        if (!Files.isWritable(folder)) {
            throw new CommandException(file + ": cannot be written, the folder " + folder + " is not writable");
        }
    }

    /**
     * Checks that a folder can be created, before any work is done for it. Leaves nothing behind.
     *
     * @throws CommandException if nothing can be created in the closest folder above that exists
     */
    public static void requireCreatable(Path folder) {
        Path above = DurableFile.folder(folder.toAbsolutePath().normalize());
        while (!Files.exists(above)) {
            above = DurableFile.folder(above);
        }
        if (!Files.isDirectory(above)) {
            throw new CommandException(folder + ": cannot be created, " + above + " is a file");
        }
        try {
            Files.delete(Files.createTempDirectory(above, ".starling"));
        } catch (IOException e) {
            throw new CommandException(folder + ": cannot be created, " + above + " is not writable");
        }
    }

    /**
     * Checks that something exists.
     *
     * @throws NoSuchFileException if there is neither a file nor a folder of that name
     */
    public static void requireExisting(Path path) throws NoSuchFileException {
        if (!Files.exists(path)) {
            throw new NoSuchFileException(path.toString());
        }
    }

    /** Whether writing {@code output} would overwrite {@code input}. */
    public static boolean isSame(Path output, Path input) throws IOException {
        return Files.exists(output) && Files.exists(input) && Files.isSameFile(output, input);
    }
}
