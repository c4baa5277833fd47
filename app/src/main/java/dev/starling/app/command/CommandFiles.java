package dev.starling.app.command;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** Reads and writes whole files that a command line names. */
public final class CommandFiles {
    /**
     * What a file has that is not temporary, less what the process's umask takes; Java's temporary files are their
     * owner's alone.
     */
    private static final FileAttribute<?> READABLE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-rw-rw-"));

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
     * Writes a file under another name first, so that nobody sees half of it; one of that name is replaced.
     *
     * @throws CommandException if it is a folder, or where it should be is none
     */
    public static void write(Path file, byte[] content) throws IOException {
        requireWritable(file);
        Path partial = Files.createTempFile(folder(file), "." + file.getFileName(), ".partial", READABLE);
        try {
            Files.write(partial, content);
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException named) {
            throw named;
        } catch (IOException e) { // a full disk, for one, of which the operating system does not say where
            throw new IOException(file + ": " + e.getMessage(), e);
        } finally {
            Files.deleteIfExists(partial);
        }
    }

    /**
     * Refuses a place where no file can be written, before work is done for it.
     *
     * @throws CommandException if it is a folder, or where it should be is none, or none that may be written
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

    /** Where a file is; the root, which has no folder around it, is one itself. */
    private static Path folder(Path file) {
        Path whole = file.toAbsolutePath();
        Path folder = whole.getParent();
        return folder == null ? whole : folder;
    }
}
