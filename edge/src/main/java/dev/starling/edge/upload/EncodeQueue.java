package dev.starling.edge.upload;

import dev.starling.swarm.pack.FailureLine;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Encodes uploads one after the other, each in a process of low priority. One thread of its own. */
final class EncodeQueue implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EncodeQueue.class);
    /** Viewers come first. */
    private static final List<String> LOW_PRIORITY = List.of("nice", "-n", "10");

    private static final String ERROR = "starling: ";
    /** The error is a fault of the program: it tells of that, or names an exception. */
    private static final Pattern INTERNAL =
            Pattern.compile("^starling: internal error|\\b(\\w+\\.){2,}\\w+(Exception|Error)\\b");

    /** A path from the root, or a URL of one: no other slash stands at the beginning of a word, nor a URL's. */
    private static final Pattern ABSOLUTE = Pattern.compile("(?<![^\\s\\p{Punct}]|[./])/(?=[^\\s/])|\\bfile:/");

    private static final String UNTOLD = "It cannot be encoded; see the server's log.";
    private static final String AFTER_FULL_DISK =
            ": make room and restart the edge; the encode then goes on where it was.";
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final Uploads uploads;
    private final EncoderCommand command;
    private final BlockingQueue<Upload> waiting = new LinkedBlockingQueue<>();
    private final Thread thread;
    private volatile boolean closed;
    private volatile @Nullable Running running;

    private record Running(Upload upload, Process process) {}

    EncodeQueue(Uploads uploads, EncoderCommand command) {
        this.uploads = uploads;
        this.command = command;
        this.thread = Thread.ofPlatform().name("encodes").daemon().start(this::run);
    }

    void add(Upload upload) {
        waiting.add(upload);
    }

    /** Takes an upload out of the queue, and ends its encode if it runs. */
    void remove(Upload upload) {
        waiting.remove(upload);
        Running now = running;
        if (now != null && now.upload() == upload) {
            end(now.process().toHandle());
        }
    }

    private void run() {
        try {
            while (!closed) {
                Upload upload = waiting.take();
                try {
                    encode(upload);
                } catch (IOException | RuntimeException e) {
                    LOG.warn("{} cannot be encoded", upload.record().title(), e);
                    fail(upload, untold(e.getMessage()));
                }
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    private void encode(Upload upload) throws IOException, InterruptedException {
        UploadRecord record = upload.record();
        List<String> line = new ArrayList<>(LOW_PRIORITY);
        line.addAll(command.of(upload.file(), uploads.output(record), uploads.store(record)));
        Process process = new ProcessBuilder(line)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        running = new Running(upload, process);
        try {
            if (!uploads.has(upload)) {
                return;
            }
            uploads.keepUnlessRemoved(upload, record.encodedBy(process.toHandle()));
            String last = follow(upload, process);
            int exitCode = process.waitFor();
            if (closed || !uploads.has(upload)) {
                return;
            }
            if (exitCode == 0) {
                uploads.done(upload);
            } else {
                LOG.warn("{}: the encode ended with exit code {}: {}", record.title(), exitCode, FailureLine.one(last));
                fail(upload, forClients(upload, last));
            }
        } finally {
            running = null;
            end(process.toHandle());
        }
    }

    /**
     * Reads what the encode tells until it ends, and returns its error, or else its last line; perhaps an empty text.
     */
    private static String follow(Upload upload, Process process) throws IOException {
        String last = "";
        String error = "";
        try (BufferedReader lines = process.errorReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Optional<EncodeProgress> progress = EncodeProgress.read(line);
                progress.ifPresent(upload::put);
                if (line.startsWith(ERROR)) {
                    error = line;
                } else if (progress.isEmpty()) {
                    last = line;
                }
            }
        }
        return error.isEmpty() ? last : error;
    }

    /**
     * The error of an encode without what concerns only this server: the file has the name that its sender gave it, and
     * all else that is made of it that of the title. An error that names other places of the server is not told.
     */
    private String forClients(Upload upload, String error) {
        if (!error.startsWith(ERROR) || INTERNAL.matcher(error).find()) {
            return untold(error);
        }
        UploadRecord record = upload.record();
        String told = error.substring(ERROR.length())
                .replace(upload.file().toString(), record.file())
                .replaceAll(pathsFrom(uploads.store(record)), Matcher.quoteReplacement(record.title()))
                .replaceAll(pathsFrom(uploads.output(record)), Matcher.quoteReplacement(record.title()));
        return ABSOLUTE.matcher(told).find() ? untold(error) : FailureLine.one(told);
    }

    private static String untold(@Nullable String why) {
        return Uploads.isOfFullDisk(why) ? Uploads.NO_SPACE : UNTOLD;
    }

    /** A path, and those that begin with it, where they end beyond doubt: names may have spaces and colons in them. */
    private static String pathsFrom(Path path) {
        return Pattern.quote(path.toString()) + "(?:(?=\\s)|[^\\s:;]*(?=:\\s|;|$))";
    }

    private void fail(Upload upload, String why) {
        if (Uploads.isOfFullDisk(why)) {
            uploads.failUntilRestart(upload, why + AFTER_FULL_DISK);
            LOG.warn("{}: {}{}", upload.record().title(), why, AFTER_FULL_DISK);
            return;
        }
        try {
            uploads.end(upload, upload.record().failed(why));
        } catch (IOException e) {
            uploads.failUntilRestart(upload, why);
            LOG.warn("{}: {}; that is not recorded: {}", upload.record().title(), why, FailureLine.of(e));
        }
    }

    /** Ends a process, first with the request to end. */
    static void end(ProcessHandle process) {
        if (!process.isAlive()) {
            return;
        }
        process.destroy();
        try {
            process.onExit().get(GRACE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException stubborn) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the encode that runs. Its upload stays as it is, and the next start goes on with it. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        Running now = running;
        if (now != null) {
            end(now.process().toHandle());
        }
    }
}
