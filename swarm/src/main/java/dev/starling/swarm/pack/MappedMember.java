package dev.starling.swarm.pack;

import dev.starling.swarm.title.AccessUnitEntry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.List;

/**
 * The file of a member, of a tail, or of a clip's audio. Its index is parsed; its access units are views of the mapped
 * file, not copies. Thread-safe; freed when nothing refers to it.
 */
public final class MappedMember {
    private final ByteBuffer file;
    private final List<AccessUnitEntry> accessUnits;
    /** The position of each access unit in the file, then the file's size. */
    private final int[] offsets;

    private MappedMember(ByteBuffer file, List<AccessUnitEntry> accessUnits) {
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
     * @throws PackageException if the file is missing or damaged
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
    public List<AccessUnitEntry> accessUnits() {
        return accessUnits;
    }

    /** The bytes of a run of access units: a read-only view of the file, not a copy. */
    public ByteBuffer bytes(int from, int until) {
        return file.slice(offsets[from], offsets[until] - offsets[from]);
    }
}
