package dev.starling.media.decoding;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** Finds, from one element of a container to the next, where another file begins. */
sealed interface FileSeams permits JoinedFiles.HeaderSeams, MovieSeams, OggSeams {
    /**
     * Takes the next element of the file.
     *
     * @param at where it starts, in bytes
     * @param head what it begins with: at least {@value FileWindow#HEAD_BYTES} bytes, zeros after the end of the file
     */
    void take(long at, ByteBuffer head) throws IOException;

    /** The first byte of each file so far. */
    List<Long> starts();

    /** The same after the last element. */
    default List<Long> finish() {
        return starts();
    }
}
