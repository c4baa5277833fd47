package dev.starling.app.command;

import dev.starling.swarm.pack.DurableFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads and writes whole files that a command line names. */
public final class CommandFiles {
    private CommandFiles() {}

    /**
     * Reads a file.
     *
     * @throws CommandException if it is a folder
     */
    public static byte[] read(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new CommandException(file + ": a folder; name a file");
        }
        return Files.readAllBytes(file);
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
        Path folder = folder(file);
        if (!Files.isDirectory(folder)) {
            throw new CommandException(file + ": cannot be written, there is no folder " + folder);
        }
        if (!Files.isWritable(folder)) {
            throw new CommandException(file + ": cannot be written, the folder " + folder + " is not writable");
        }
    }

    /** The folder of a file; the root is its own. */
    private static Path folder(Path file) {
        Path whole = file.toAbsolutePath();
        Path folder = whole.getParent();
        return folder == null ? whole : folder;
    }
}
