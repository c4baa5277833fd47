package dev.starling.edge.upload;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.starling.swarm.json.StrictJson;
import java.util.Optional;

/**
 * What is kept of an upload on disk: {@code upload.json} in its folder.
 *
 * @param format {@link #FORMAT}
 * @param version {@link #VERSION}
 * @param id of the upload
 * @param title the name of the title and of its package
 * @param file the name of the file
 * @param bytes the size of the whole file
 * @param createdAt in milliseconds since 1970
 * @param state how far it is
 * @param message why it failed; empty otherwise
 * @param encoder the process that encodes it; empty if there is none
 */
record UploadRecord(
        String format,
        int version,
        UploadId id,
        String title,
        String file,
        long bytes,
        long createdAt,
        State state,
        Optional<String> message,
        Optional<Encoder> encoder) {
    static final String FORMAT = "starling-upload";
    static final int VERSION = 1;
    /** Its texts are names and one line of an encoder. */
    static final int MAX_BYTES = 64 << 10;

    /** How far an upload is. */
    enum State {
        /** The file is on its way. */
        @JsonProperty("uploading")
        UPLOADING,
        /** The file is whole and waits for its encode. */
        @JsonProperty("queued")
        QUEUED,
        /** It is encoded. */
        @JsonProperty("encoding")
        ENCODING,
        /** The package is there, and the file is deleted. */
        @JsonProperty("done")
        DONE,
        /** It could not be encoded. */
        @JsonProperty("failed")
        FAILED
    }

    /**
     * A process: numbers alone are used again.
     *
     * @param pid its number
     * @param startedAt in milliseconds since 1970
     */
    record Encoder(long pid, long startedAt) {
        static Encoder of(ProcessHandle process) {
            return new Encoder(process.pid(), startedAt(process));
        }

        private static long startedAt(ProcessHandle process) {
            return process.info().startInstant().map(it -> it.toEpochMilli()).orElse(0L);
        }

        /** The process, if it still runs. */
        Optional<ProcessHandle> running() {
            return ProcessHandle.of(pid).filter(it -> it.isAlive() && startedAt(it) == startedAt);
        }
    }

    UploadRecord(UploadId id, UploadName name, String title, long bytes, long createdAt) {
        this(
                FORMAT,
                VERSION,
                id,
                title,
                new UploadName(title, name.extension()).file(),
                bytes,
                createdAt,
                State.UPLOADING,
                Optional.empty(),
                Optional.empty());
    }

    static UploadRecord read(byte[] json) {
        return StrictJson.read(json, UploadRecord.class, FORMAT, VERSION);
    }

    byte[] toJson() {
        return StrictJson.write(this);
    }

    UploadRecord in(State next) {
        return new UploadRecord(
                format, version, id, title, file, bytes, createdAt, next, Optional.empty(), Optional.empty());
    }

    UploadRecord failed(String why) {
        return new UploadRecord(
                format, version, id, title, file, bytes, createdAt, State.FAILED, Optional.of(why), Optional.empty());
    }

    UploadRecord encodedBy(ProcessHandle process) {
        return new UploadRecord(
                format,
                version,
                id,
                title,
                file,
                bytes,
                createdAt,
                State.ENCODING,
                Optional.empty(),
                Optional.of(Encoder.of(process)));
    }
}
