package dev.starling.edge.upload;

import dev.starling.edge.upload.UploadRecord.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** An upload in memory. The owner of its monitor writes the file. */
final class Upload {
    private final Path file;
    private final AtomicReference<@Nullable Runnable> arriving = new AtomicReference<>();
    private volatile UploadRecord record;
    private volatile long offset;
    private volatile EncodeProgress progress = EncodeProgress.NONE;

    /** @param file the file; what has arrived of it is what it holds */
    Upload(UploadRecord record, Path file) throws IOException {
        this.record = record;
        this.file = file;
        this.offset = record.state() == State.UPLOADING && Files.exists(file) ? Files.size(file) : whole(record);
    }

    private static long whole(UploadRecord record) {
        return record.state() == State.UPLOADING ? 0 : record.bytes();
    }

    UploadRecord record() {
        return record;
    }

    void put(UploadRecord next) {
        record = next;
    }

    Path file() {
        return file;
    }

    /** The bytes that have arrived. */
    long offset() {
        return offset;
    }

    /** For the owner of the monitor alone. */
    @SuppressWarnings("NonAtomicVolatileUpdate")
    void advance(int bytes) {
        offset += bytes;
    }

    void put(EncodeProgress next) {
        progress = next;
    }

    /**
     * Ends the request that appends at the moment: the client has come back with another one.
     *
     * @param breakOff ends that other one
     */
    void takeOver(Runnable breakOff) {
        breakOff(arriving.getAndSet(breakOff));
    }

    /** Ends the request that appends at the moment. */
    void interrupt() {
        breakOff(arriving.getAndSet(null));
    }

    private static void breakOff(@Nullable Runnable request) {
        if (request != null) {
            request.run();
        }
    }

    /** When the file has last changed, in milliseconds since 1970; the other time if that is not known. */
    long lastChange(long otherwise) {
        try {
            return Files.getLastModifiedTime(file).toMillis();
        } catch (IOException e) {
            return otherwise;
        }
    }

    Job job() {
        UploadRecord its = record;
        EncodeProgress seen = its.state() == State.QUEUED ? EncodeProgress.NONE : progress;
        return new Job(
                Optional.of(its.id()),
                its.title(),
                its.state().name().toLowerCase(Locale.ROOT),
                seen.doneClips(),
                seen.clips() == 0 ? OptionalInt.empty() : OptionalInt.of(seen.clips()),
                its.state() == State.ENCODING ? seen.etaSeconds() : OptionalInt.empty(),
                its.message());
    }
}
