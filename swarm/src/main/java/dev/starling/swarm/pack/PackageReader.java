package dev.starling.swarm.pack;

import dev.starling.swarm.cluster.BlendGroupId;
import dev.starling.swarm.cluster.ClusterId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** Reads a package: its title at once, its media when asked for. Immutable and safe for any number of threads. */
public final class PackageReader {
    private final Path root;
    private final Title title;

    private PackageReader(Path root, Title title) {
        this.root = root;
        this.title = title;
    }

    /**
     * Opens a package.
     *
     * @throws PackageException if the folder holds none or its title is damaged
     * @throws IOException if it cannot be read
     */
    public static PackageReader open(Path root) throws IOException {
        Path path = PackageLayout.title(root);
        try {
            return new PackageReader(root, TitleFile.read(Files.readAllBytes(path)));
        } catch (NoSuchFileException e) {
            throw new PackageException(
                    root, "not a Starling package (no " + PackageLayout.TITLE + "); make one with starling encode", e);
        } catch (IllegalArgumentException e) {
            throw new PackageException(path, String.valueOf(e.getMessage()), e);
        }
    }

    /** Whether a folder looks like a package. */
    public static boolean isPackage(Path root) {
        return Files.isRegularFile(PackageLayout.title(root));
    }

    /** What the package says of itself. */
    public Title title() {
        return title;
    }

    /**
     * Maps the member of a clip under a cluster.
     *
     * @throws PackageException if its file is missing or damaged
     */
    public MappedMember member(int clip, ClusterId cluster) throws IOException {
        return MappedMember.open(PackageLayout.member(root, clip, cluster));
    }

    /** Maps a clip's audio; only where the title has audio and the clip's segment has a frame. */
    public MappedMember audio(int clip) throws IOException {
        return MappedMember.open(PackageLayout.audio(root, clip));
    }

    /** The blend atlas of a clip. */
    public List<BlendPoint> atlas(int clip) throws IOException {
        Path path = PackageLayout.atlas(root, clip);
        try {
            return AtlasFile.read(ByteBuffer.wrap(Files.readAllBytes(path)));
        } catch (IllegalArgumentException e) {
            throw new PackageException(path, String.valueOf(e.getMessage()), e);
        }
    }

    /** The initialisation segment of a blend group ({@code avc1}). */
    public byte[] videoInit(BlendGroupId group) throws IOException {
        return Files.readAllBytes(PackageLayout.videoInit(root, group));
    }

    /** The initialisation segment of the audio. */
    public byte[] audioInit() throws IOException {
        return Files.readAllBytes(PackageLayout.audioInit(root));
    }
}
