package dev.starling.swarm.pack;

import dev.starling.swarm.title.AccessUnit;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.List;

/**
 * A member's file (or a clip's audio): the index parsed, the access units where they are, which in a folder is the
 * mapped file. Safe for any number of threads; let go when nothing refers to it any more.
 */
public final class MappedMember {
    private final ByteBuffer file;
    private final List<AccessUnit> accessUnits;
    /** Where each access unit starts in the file, and at the end the file's size. */
    private final int[] offsets;

    private MappedMember(ByteBuffer file, List<AccessUnit> accessUnits) {
        this.file = file;
        this.accessUnits = accessUnits;
        this.offsets = new int[accessUnits.size() + 1];
        offsets[accessUnits.size()] = file.limit();
        for (int i = accessUnits.size() - 1; i >= 0; i--) {
            offsets[i] = offsets[i + 1] - accessUnits.get(i).bytes();
        }
    }

    /**
     * Opens a file.
     *
     * @throws PackageException if it is missing or damaged
     * @throws IOException if it cannot be read
     */
    static MappedMember open(PackageFiles files, String name) throws IOException {
        try {
            ByteBuffer file = files.read(name);
            return new MappedMember(file, MemberFile.readIndex(file));
        } catch (NoSuchFileException e) {
            throw new PackageException(files, name, "missing; encode the title again", e);
        } catch (IllegalArgumentException e) {
            throw new PackageException(files, name, e.getMessage() + "; encode the title again", e);
        }
    }

    /** The index, in decoding order. */
    public List<AccessUnit> accessUnits() {
        return accessUnits;
    }

    /** The bytes of some consecutive access units, without a copy: a read-only view of the mapped file. */
    public ByteBuffer bytes(int from, int until) {
        return file.slice(offsets[from], offsets[until] - offsets[from]);
    }

    /** How many bytes some consecutive access units have. */
    public int size(int from, int until) {
        return offsets[until] - offsets[from];
    }
}
