package dev.starling.swarm.pack;

import dev.starling.swarm.cluster.ClusterId;
import dev.starling.swarm.cmaf.InitSegment;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes a package: everything goes into a folder of a temporary name beside the target, which {@link #publish} renames, so
 * that a reader never sees half a package. Not published, it is taken away again by {@link #close} or, after a crash, by the
 * next writer of the same target.
 */
public final class PackageWriter implements AutoCloseable {
    private final Path target;
    private final Path partial;

    private PackageWriter(Path target, Path partial) {
        this.target = target;
        this.partial = partial;
    }

    /**
     * Starts a package.
     *
     * @param target the package's folder: missing, empty, or an older package that is to be replaced
     * @throws PackageException if the target holds something else
     * @throws IOException if its parent cannot be written
     */
    public static PackageWriter create(Path target) throws IOException {
        requireReplaceable(target);
        Path absolute = target.toAbsolutePath().normalize();
        Path name = absolute.getFileName();
        Path parent = absolute.getParent();
        if (name == null || parent == null) {
            throw new PackageException(target, "the root folder cannot be a package; name a folder in it");
        }
        Files.createDirectories(parent);
        Path partial = parent.resolve("." + name + ".partial");
        delete(partial);
        Files.createDirectory(partial);
        return new PackageWriter(absolute, partial);
    }

    /**
     * Checks that a package may be written to a folder.
     *
     * @throws PackageException if something is there that is not a package
     */
    public static void requireReplaceable(Path target) throws IOException {
        if (!Files.exists(target)) {
            return;
        }
        if (!Files.isDirectory(target)) {
            throw new PackageException(target, "is a file; name a folder for the package");
        }
        if (!Files.exists(PackageLayout.title(target))) {
            try (var entries = Files.list(target)) {
                if (entries.findAny().isPresent()) {
                    throw new PackageException(
                            target, "holds files that are not a Starling package; name another folder or empty it");
                }
            }
        }
    }

    /**
     * Writes a member's file.
     *
     * @param accessUnits the index, in decoding order
     * @param payload the access units themselves, in the same order, their sizes adding up
     */
    public void member(int clip, ClusterId cluster, List<AccessUnit> accessUnits, ByteBuffer payload)
            throws IOException {
        accessUnits(PackageLayout.member(partial, clip, cluster), accessUnits, payload);
    }

    /** Writes a clip's audio; parameters as {@link #member}. */
    public void audio(int clip, List<AccessUnit> accessUnits, ByteBuffer payload) throws IOException {
        accessUnits(PackageLayout.audio(partial, clip), accessUnits, payload);
    }

    /** Writes a clip's blend atlas. */
    public void atlas(int clip, List<BlendPoint> points) throws IOException {
        write(PackageLayout.atlas(partial, clip), ByteBuffer.wrap(AtlasFile.write(points)));
    }

    /**
     * Writes the initialisation segments and {@code title.json}, makes everything durable and gives the package its name. An
     * older package of that name is replaced.
     */
    public void publish(Title title) throws IOException {
        for (BlendGroup group : title.groups()) {
            byte[] init = InitSegment.video(
                    group.pictureSize(),
                    group.parameterSets(),
                    InitSegment.ParameterSetPlace.SAMPLE_ENTRY,
                    Title.TIMESCALE);
            write(PackageLayout.videoInit(partial, group.id()), ByteBuffer.wrap(init));
        }
        if (title.audio().isPresent()) {
            AudioTrack audio = title.audio().get();
            byte[] init = InitSegment.audio(
                    Base64.getDecoder().decode(audio.audioSpecificConfig()),
                    audio.channels(),
                    audio.sampleRate(),
                    audio.primingSamples());
            write(PackageLayout.audioInit(partial), ByteBuffer.wrap(init));
        }
        write(PackageLayout.title(partial), ByteBuffer.wrap(TitleFile.write(title)));
        requireReplaceable(target);
        Path replaced = target.resolveSibling("." + target.getFileName() + ".replaced");
        delete(replaced);
        if (Files.exists(target)) {
            Files.move(target, replaced, StandardCopyOption.ATOMIC_MOVE);
        }
        Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
        delete(replaced);
    }

    /** Takes away what was not published. */
    @Override
    public void close() throws IOException {
        delete(partial);
    }

    private static void accessUnits(Path path, List<AccessUnit> accessUnits, ByteBuffer payload) throws IOException {
        long promised = accessUnits.stream().mapToLong(AccessUnit::bytes).sum();
        if (promised != payload.remaining()) {
            throw new IllegalArgumentException(
                    "An index of " + promised + " bytes for a payload of " + payload.remaining());
        }
        write(path, ByteBuffer.wrap(MemberFile.writeIndex(accessUnits)), payload.duplicate());
    }

    private static void write(Path path, ByteBuffer... parts) throws IOException {
        Path folder = path.getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (ByteBuffer part : parts) {
                while (part.hasRemaining()) {
                    channel.write(part);
                }
            }
            channel.force(true);
        }
    }

    private static void delete(Path root) throws IOException {
        try {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
                        throws IOException {
                    if (failure != null) {
                        throw failure;
                    }
                    Files.delete(folder);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (NoSuchFileException nothingThere) {
            return;
        }
    }
}
