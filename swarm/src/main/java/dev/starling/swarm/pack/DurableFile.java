package dev.starling.swarm.pack;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Writes files so that a reader sees the whole file or none of it, also after {@code kill -9} or a power cut. Every
 * error names the path, which the operating system's own message for a full disk does not.
 */
public final class DurableFile {
    /**
     * The permissions of an ordinary new file, before the umask. Java's temporary files are readable by their owner
     * only, but a farm's workers may run as other users.
     */
    private static final FileAttribute<?> READABLE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-rw-rw-"));

    /** What a temporary name ends with. */
    private static final String PARTIAL = ".partial";

    private DurableFile() {}

    /** Writes the bytes of a file. */
    public interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * Writes a file under a temporary name in the same folder, makes it durable and renames it. A file of that name is
     * replaced; after an error it is unchanged.
     *
     * @param file in a folder that exists
     * @param parts the bytes, one part after the other
     * @throws IOException if the file cannot be written; the message names it
     */
    public static void replace(Path file, ByteBuffer... parts) throws IOException {
        fill(file, channel -> writeAll(channel, parts));
    }

    /**
     * The same for content that is too large for the memory.
     *
     * @throws IOException if the file cannot be written; the message names it
     */
    public static void replace(Path file, Content content) throws IOException {
        fill(file, channel -> {
            OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel));
            content.writeTo(out);
            out.flush();
        });
    }

    /** Whether a file has a temporary name of one of that name, and so is what a killed process has left of it. */
    static boolean isPartial(Path file, String name) {
        String own = String.valueOf(file.getFileName());
        return own.startsWith(prefix(name)) && own.endsWith(PARTIAL);
    }

    private static String prefix(Object name) {
        return "." + name;
    }

    private static void fill(Path file, Filling filling) throws IOException {
        Path folder = folder(file);
        Path partial = Files.createTempFile(folder, prefix(file.getFileName()), PARTIAL, READABLE);
        try {
            write(partial, file, StandardOpenOption.TRUNCATE_EXISTING, filling);
            rename(partial, file);
        } finally {
            Files.deleteIfExists(partial);
        }
    }

    /**
     * Writes a new file and makes its bytes durable; for files in a folder that is itself renamed when it is complete.
     *
     * @throws java.nio.file.FileAlreadyExistsException if the file exists
     * @throws IOException if the file cannot be written; the message names it
     */
    static void create(Path file, ByteBuffer... parts) throws IOException {
        write(file, file, StandardOpenOption.CREATE_NEW, channel -> writeAll(channel, parts));
    }

    /** Renames a file or folder within its folder, at once and durably; a file of the new name is replaced. */
    static void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        force(folder(to));
    }

    /** Makes the names in a folder durable, on systems that can. */
    static void force(Path folder) throws IOException {
        FileChannel channel;
        try {
            channel = FileChannel.open(folder, StandardOpenOption.READ);
        } catch (IOException unsupported) { // Windows opens no folders, and writes their entries by itself
            return;
        }
        try (channel) {
            channel.force(true);
        }
    }

    /** @param named the path for error messages */
    private static void write(Path file, Path named, StandardOpenOption option, Filling filling) throws IOException {
        try (FileChannel channel = FileChannel.open(file, option, StandardOpenOption.WRITE)) {
            filling.fill(channel);
            channel.force(true);
        } catch (FileSystemException e) { // names its file
            throw e;
        } catch (IOException e) {
            throw new IOException(named + ": " + e.getMessage(), e);
        }
    }

    private interface Filling {
        void fill(FileChannel channel) throws IOException;
    }

    private static void writeAll(FileChannel channel, ByteBuffer... parts) throws IOException {
        for (ByteBuffer part : parts) {
            while (part.hasRemaining()) {
                channel.write(part);
            }
        }
    }

    /** The folder of a file; the root is its own. */
    public static Path folder(Path file) {
        Path absolute = file.toAbsolutePath();
        Path folder = absolute.getParent();
        return folder == null ? absolute : folder;
    }
}
