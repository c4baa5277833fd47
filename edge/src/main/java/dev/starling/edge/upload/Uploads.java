package dev.starling.edge.upload;

import dev.starling.edge.upload.UploadException.Kind;
import dev.starling.edge.upload.UploadRecord.State;
import dev.starling.swarm.pack.DurableFile;
import dev.starling.swarm.pack.FailureLine;
import dev.starling.swarm.pack.FolderTarget;
import dev.starling.swarm.pack.WholeFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The uploads in a folder, one subfolder each: what is known of it, the file as far as it has arrived, and what its
 * encode keeps. Everything survives a restart. Thread-safe.
 */
public final class Uploads implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Uploads.class);
    private static final String RECORD = "upload.json";
    private static final int PIECE_BYTES = 64 * 1024;
    /** What Linux says of a full disk (ENOSPC); Java has no exception of its own for it. */
    static final String NO_SPACE = "No space left on device";

    /** An upload that does not go on for so long is deleted. */
    private static final Duration PATIENCE = Duration.ofDays(1);
    /** So many ended jobs are remembered. */
    private static final int MAX_ENDED = 50;

    private final Path folder;
    private final Path titles;
    private final UploadLimits limits;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Map<UploadId, Upload> uploads = new ConcurrentHashMap<>();
    private final EncodeQueue queue;

    private Uploads(
            Places places, UploadLimits limits, EncoderCommand command, InstantSource clock, RandomGenerator random) {
        this.folder = places.uploads();
        this.titles = places.titles();
        this.limits = limits;
        this.clock = clock;
        this.random = random;
        this.queue = new EncodeQueue(this, command);
    }

    /**
     * Where uploads and their titles lie.
     *
     * @param uploads the folder of the uploads
     * @param titles the folder of packages that is served
     */
    public record Places(Path uploads, Path titles) {}

    /**
     * Opens the uploads of a folder, which is made if it is missing, and goes on with the encodes that are not done.
     *
     * @param command encodes a file
     * @param random the source of ids; must not be predictable
     * @throws IOException if the folder cannot be read or written
     */
    public static Uploads open(
            Places places, UploadLimits limits, EncoderCommand command, InstantSource clock, RandomGenerator random)
            throws IOException {
        Files.createDirectories(places.uploads());
        Uploads opened = new Uploads(places, limits, command, clock, random);
        opened.read();
        return opened;
    }

    private void read() throws IOException {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(folder, Files::isDirectory)) {
            for (Path each : folders) {
                try {
                    UploadRecord record =
                            UploadRecord.read(WholeFile.read(each.resolve(RECORD), UploadRecord.MAX_BYTES));
                    if (record.id().value().equals(String.valueOf(each.getFileName()))) {
                        uploads.put(record.id(), new Upload(record, input(record)));
                    }
                } catch (IOException | IllegalArgumentException e) {
                    LOG.warn("left alone, because it is not an upload: {} ({})", each, FailureLine.of(e));
                }
            }
        }
        forgetOld();
        for (Upload upload : ordered().toList()) {
            UploadRecord record = upload.record();
            if (record.state() == State.ENCODING) {
                // The edge was killed, and its encoder may have gone on alone.
                record.encoder().flatMap(UploadRecord.Encoder::running).ifPresent(EncodeQueue::end);
            }
            // The file may be whole although a full disk, or the end of the edge, kept it from being recorded.
            boolean arrived = record.state() == State.UPLOADING && upload.offset() == record.bytes();
            if (arrived || record.state() == State.QUEUED || record.state() == State.ENCODING) {
                keepOrRemember(upload, record.in(State.QUEUED));
                queue.add(upload);
            }
        }
    }

    private Stream<Upload> ordered() {
        return uploads.values().stream()
                .sorted(Comparator.comparingLong((Upload it) -> it.record().createdAt())
                        .thenComparing(it -> it.record().id().value()));
    }

    /** The largest file that is taken, in bytes. */
    public long maxBytes() {
        return limits.fileBytes();
    }

    /**
     * Begins an upload.
     *
     * @param fileName as the client tells it
     * @param bytes the size of the whole file, at least 0; an empty one is refused
     * @throws UploadException if it is refused
     * @throws IOException if the folder cannot be written
     */
    public synchronized UploadId create(String fileName, long bytes) throws UploadException, IOException {
        forgetOld();
        if (bytes == 0) {
            throw new UploadException(Kind.EMPTY, "The file is empty.");
        }
        if (bytes > limits.fileBytes()) {
            throw new UploadException(
                    Kind.TOO_LARGE,
                    "The file is too large: " + megabytes(bytes) + " of at most " + megabytes(limits.fileBytes())
                            + ".");
        }
        List<UploadRecord> open = uploads.values().stream()
                .map(Upload::record)
                .filter(it -> it.state() != State.DONE)
                .toList();
        long used = open.stream().mapToLong(UploadRecord::bytes).sum();
        if (bytes > limits.allBytes() - used) {
            throw new UploadException(
                    Kind.TOO_LARGE,
                    "The uploads would take more than " + megabytes(limits.allBytes())
                            + " together; try again when others are encoded, or remove failed ones.");
        }
        if (open.stream().filter(it -> it.state() != State.FAILED).count() >= limits.waiting()) {
            throw new UploadException(
                    Kind.TOO_MANY, "Too many uploads wait to be encoded; try again when one is done.");
        }
        if (bytes > Files.getFileStore(folder).getUsableSpace()) {
            throw new UploadException(Kind.DISK_FULL, "The server's disk has no room for " + megabytes(bytes) + ".");
        }
        UploadName name = UploadName.of(fileName);
        UploadRecord record =
                new UploadRecord(UploadId.next(random), name, unused(name.title()), bytes, clock.millis());
        Path own = folder.resolve(record.id().value());
        Upload upload = new Upload(record, input(record));
        try {
            Files.createDirectories(own.resolve("input"));
            Files.createFile(upload.file());
            keep(upload, record);
        } catch (IOException e) {
            Folders.delete(own);
            if (isOfFullDisk(e.getMessage())) {
                throw new UploadException(Kind.DISK_FULL, "The server's disk is full; try again when there is room.");
            }
            throw e;
        }
        uploads.put(record.id(), upload);
        return record.id();
    }

    private static String megabytes(long bytes) {
        return Math.ceilDiv(bytes, 1_000_000) + " MB";
    }

    /** A name that neither a package nor an upload has. */
    private String unused(String title) {
        String name = title;
        for (int i = 2; isUsed(name); i++) {
            name = title + "-" + i;
        }
        return name;
    }

    private boolean isUsed(String title) {
        return Files.exists(titles.resolve(title))
                || uploads.values().stream()
                        .map(Upload::record)
                        .anyMatch(it -> it.state() != State.DONE && it.title().equals(title));
    }

    /**
     * How far an upload is.
     *
     * @param offset the bytes that have arrived
     * @param bytes all bytes
     */
    public record Progress(long offset, long bytes) {}

    /**
     * How far an upload is.
     *
     * @throws UploadException if there is no such upload
     */
    public Progress progress(UploadId id) throws UploadException {
        Upload upload = find(id);
        return new Progress(upload.offset(), upload.record().bytes());
    }

    private Upload find(UploadId id) throws UploadException {
        return Optional.ofNullable(uploads.get(id))
                .orElseThrow(() -> new UploadException(Kind.UNKNOWN, "There is no such upload; begin it again."));
    }

    /**
     * Appends bytes to an upload, as far as they arrive: what has been written stays if the stream breaks. A client
     * that comes back takes over from its earlier request.
     *
     * @param offset where they belong
     * @param content the bytes; it is closed
     * @param breakOff ends {@code content} from another thread, also while it is read
     * @return the new offset
     * @throws UploadException if there is no such upload, it is at another offset or complete, or the disk is full
     * @throws IOException if the file cannot be written
     */
    public long append(UploadId id, long offset, InputStream content, Runnable breakOff)
            throws UploadException, IOException {
        try (InputStream in = content) {
            Upload upload = find(id);
            requireAt(upload, offset); // who is refused does not disturb the one that appends
            upload.takeOver(breakOff);
            synchronized (upload) {
                find(id); // it may have been removed meanwhile
                requireAt(upload, offset);
                write(upload, in);
                if (upload.offset() == upload.record().bytes()) {
                    complete(upload);
                }
                return upload.offset();
            }
        }
    }

    private static void requireAt(Upload upload, long offset) throws UploadException {
        if (upload.record().state() != State.UPLOADING) {
            throw new UploadException(Kind.OTHER_OFFSET, "The upload is complete, with " + upload.offset() + " bytes.");
        }
        if (upload.offset() != offset) {
            throw new UploadException(
                    Kind.OTHER_OFFSET, "The upload is at " + upload.offset() + ", not at " + offset + ".");
        }
    }

    private void write(Upload upload, InputStream in) throws UploadException, IOException {
        byte[] piece = new byte[PIECE_BYTES];
        try (FileChannel file = FileChannel.open(upload.file(), StandardOpenOption.WRITE)) {
            file.position(upload.offset());
            for (int read = read(in, piece); read >= 0; read = read(in, piece)) {
                if (read > upload.record().bytes() - upload.offset()) {
                    throw new UploadException(
                            Kind.TOO_LARGE,
                            "The file has more bytes than the "
                                    + upload.record().bytes() + " that were announced.");
                }
                write(upload, file, ByteBuffer.wrap(piece, 0, read));
            }
        }
    }

    /** A stream that breaks has ended: what has arrived is kept. */
    private static int read(InputStream in, byte[] piece) {
        try {
            return in.read(piece);
        } catch (IOException broken) {
            return -1;
        }
    }

    private static void write(Upload upload, FileChannel file, ByteBuffer bytes) throws UploadException, IOException {
        int count = bytes.remaining();
        try {
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
        } catch (IOException e) {
            if (isOfFullDisk(e.getMessage())) {
                throw new UploadException(Kind.DISK_FULL, "The server's disk is full; continue when there is room.");
            }
            throw e;
        } finally {
            upload.advance(count - bytes.remaining());
        }
    }

    private void complete(Upload upload) throws IOException {
        try (FileChannel file = FileChannel.open(upload.file(), StandardOpenOption.WRITE)) {
            file.force(true);
        }
        keepOrRemember(upload, upload.record().in(State.QUEUED));
        queue.add(upload);
    }

    /** Whether a message is about a full disk. */
    static boolean isOfFullDisk(@Nullable String message) {
        return message != null && message.contains(NO_SPACE);
    }

    /**
     * Ends an upload and its encode, and deletes what it has left, the beginning of its title too. A package that is
     * whole stays.
     *
     * @throws UploadException if there is no such upload
     * @throws IOException if something cannot be deleted
     */
    public void remove(UploadId id) throws UploadException, IOException {
        Upload upload = find(id);
        // First of all: from now on its encode writes no record, or does not start.
        uploads.remove(id);
        upload.interrupt();
        synchronized (upload) {
            // The request that was interrupted may have queued it.
            queue.remove(upload);
            Folders.delete(folder.resolve(id.value()));
            if (upload.record().state() != State.DONE) {
                FolderTarget.deleteBeginning(output(upload.record()));
            }
        }
    }

    /** The encodes, in the order of their uploads. */
    public List<Job> jobs() {
        return ordered()
                .filter(it -> it.record().state() != State.UPLOADING)
                .map(Upload::job)
                .toList();
    }

    private Path input(UploadRecord record) {
        return folder.resolve(record.id().value()).resolve("input").resolve(record.file());
    }

    /** Whether an upload was not removed. */
    boolean has(Upload upload) {
        return uploads.get(upload.record().id()) == upload;
    }

    Path store(UploadRecord record) {
        return folder.resolve(record.id().value()).resolve("store");
    }

    Path output(UploadRecord record) {
        return titles.resolve(record.title());
    }

    /** Writes what is known of an upload. */
    private void keep(Upload upload, UploadRecord next) throws IOException {
        DurableFile.replace(folder.resolve(next.id().value()).resolve(RECORD), ByteBuffer.wrap(next.toJson()));
        upload.put(next);
    }

    /**
     * Writes what is known of an upload. Where the disk is full, this process goes on with it all the same; the next
     * one goes on with what was written before.
     *
     * @return whether it is written
     */
    private boolean keepOrRemember(Upload upload, UploadRecord next) throws IOException {
        try {
            keep(upload, next);
            return true;
        } catch (IOException e) {
            if (!isOfFullDisk(e.getMessage())) {
                throw e;
            }
            LOG.warn("{}: the disk is full, so it is not recorded that it is {}", next.title(), next.state());
            upload.put(next);
            return false;
        }
    }

    /**
     * Records that an encode is done, and then deletes the file and the intermediate results, unless the upload was
     * removed. Where a full disk keeps it from being recorded, they stay: the next start encodes the file again.
     */
    void done(Upload upload) throws IOException {
        synchronized (upload) {
            if (has(upload) && keepOrRemember(upload, upload.record().in(State.DONE))) {
                Folders.delete(store(upload.record()));
                Folders.delete(folder.resolve(upload.record().id().value()).resolve("input"));
            }
        }
    }

    /**
     * Writes what is known of an upload when its encode has failed, as far as the disk has room, unless it was removed.
     */
    void end(Upload upload, UploadRecord next) throws IOException {
        synchronized (upload) {
            if (has(upload)) {
                keepOrRemember(upload, next);
            }
        }
    }

    /** Tells why an encode failed, and records nothing: the next start tries again. */
    void failUntilRestart(Upload upload, String why) {
        synchronized (upload) {
            upload.put(upload.record().failed(why));
        }
    }

    /** Writes what is known of an upload, unless it was removed. */
    void keepUnlessRemoved(Upload upload, UploadRecord next) throws IOException {
        synchronized (upload) {
            if (has(upload)) {
                keep(upload, next);
            }
        }
    }

    /** Forgets the oldest ended jobs beyond a number, and uploads that were given up. */
    private void forgetOld() {
        long since = clock.millis() - PATIENCE.toMillis();
        List<Upload> done =
                ordered().filter(it -> it.record().state() == State.DONE).toList();
        // A whole file waits to be recorded as such.
        Stream<Upload> givenUp = ordered()
                .filter(it -> it.record().state() == State.UPLOADING
                        && it.offset() < it.record().bytes()
                        && it.lastChange(clock.millis()) < since);
        Stream.concat(done.stream().limit(Math.max(0, done.size() - MAX_ENDED)), givenUp)
                .toList()
                .forEach(it -> {
                    try {
                        remove(it.record().id());
                    } catch (UploadException goneMeanwhile) {
                        // Nothing is left to delete.
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
    }

    /** Ends the encode that runs; the next start goes on with it. */
    @Override
    public void close() {
        queue.close();
    }
}
