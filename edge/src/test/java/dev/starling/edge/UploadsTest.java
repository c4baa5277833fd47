package dev.starling.edge;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.starling.edge.RawClient.Answer;
import dev.starling.edge.limits.EdgeLimit;
import dev.starling.edge.limits.EdgeLimits;
import dev.starling.edge.upload.EncoderCommand;
import dev.starling.edge.upload.FolderEncodes;
import dev.starling.edge.upload.UploadLimits;
import dev.starling.edge.upload.Uploads;
import dev.starling.swarm.pack.RunningEncode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Uploads by tus, and their encodes. In place of the encoder, a shell copies a package. */
@Timeout(60)
class UploadsTest {
    private static final String TOKEN = "0123456789abcdef";

    @TempDir
    private Path folder;

    private Path titles;
    private Path made;
    private Path uploadFolder;
    private EdgeServer edge;
    private Uploads uploads;

    @BeforeEach
    void start() throws IOException {
        titles = Files.createDirectories(folder.resolve("titles"));
        made = folder.resolve("made");
        uploadFolder = folder.resolve("uploads");
        new GeneratedPackage(1, 1_000_000, 1).write(made);
        open(EdgeLimits.DEFAULT, Optional.empty(), encoder("cp -r \"$MADE\" \"$OUTPUT\""));
    }

    @AfterEach
    void stop() {
        edge.close();
        uploads.close();
    }

    /** A shell script that gets the places in variables. */
    private EncoderCommand encoder(String script) {
        return (input, output, store) -> List.of(
                "env", "INPUT=" + input, "OUTPUT=" + output, "STORE=" + store, "MADE=" + made, "sh", "-c", script);
    }

    private void open(EdgeLimits limits, Optional<AdminToken> token, EncoderCommand encoder) throws IOException {
        uploads = Uploads.open(
                new Uploads.Places(uploadFolder, titles),
                UploadLimits.of(limits),
                encoder,
                InstantSource.system(),
                new SplittableRandom(1));
        edge = LocalEdge.start(
                titles,
                EdgeSettings.DEFAULT
                        .withUploads(uploads)
                        .withOperations(Operations.NONE
                                .withAdminToken(token)
                                .withEncodes(Optional.of(new FolderEncodes(titles)))));
    }

    private void reopen(EdgeLimits limits, EncoderCommand encoder) throws IOException {
        stop();
        open(limits, Optional.empty(), encoder);
    }

    private TusClient client() {
        return new TusClient(edge.port(), uploadFolder);
    }

    private Answer ask(String method, String target, String headers, String body) throws IOException {
        return client().ask(method, target, headers, body);
    }

    private Answer create(String name, long bytes) throws IOException {
        return client().create(name, bytes);
    }

    private String begun(String name, long bytes) throws IOException {
        return client().begun(name, bytes);
    }

    private Answer append(String upload, long offset, String body) throws IOException {
        return client().append(upload, offset, body);
    }

    private long offset(String upload) throws IOException {
        return client().offset(upload);
    }

    private JsonNode jobs() throws IOException {
        return new ObjectMapper()
                .readTree(RawClient.get(edge.port(), "/api/jobs").body());
    }

    private JsonNode awaitJob(Predicate<JsonNode> condition) throws IOException {
        while (true) {
            JsonNode jobs = jobs();
            if (!jobs.isEmpty() && condition.test(jobs.get(0))) {
                return jobs.get(0);
            }
        }
    }

    private static Predicate<JsonNode> is(String state) {
        return job -> job.get("state").asText().equals(state);
    }

    @Test
    void otherEncodesOfThisMachineAreListedWhileTheirProcessesRun() throws Exception {
        Path ended = Files.createDirectory(RunningEncode.workFolder(titles.resolve("ended")));
        Process process = new ProcessBuilder("true").start();
        process.waitFor();
        new RunningEncode(RunningEncode.FORMAT, RunningEncode.VERSION, process.pid(), 0, 1, 2, OptionalInt.empty())
                .write(titles.resolve("ended"));
        Path damaged = Files.createDirectory(RunningEncode.workFolder(titles.resolve("damaged")));
        Files.writeString(damaged.resolve("progress.json"), "{");
        assertThat(ended.resolve("progress.json")).exists();
        assertThat(jobs()).isEmpty();

        Path output = titles.resolve("film");
        Files.createDirectory(RunningEncode.workFolder(output));
        RunningEncode.ofThisProcess(3, 7, OptionalInt.of(12)).write(output);
        JsonNode job = jobs().get(0);
        assertThat(job)
                .isEqualTo(new ObjectMapper()
                        .readTree("{\"title\":\"film\",\"state\":\"encoding\",\"doneClips\":3,\"clips\":7,"
                                + "\"etaSeconds\":12}"));
        assertThat(jobs()).hasSize(1);
    }

    @Test
    void theBeginningOfATitleIsServedAndGoesWithItsUpload() throws Exception {
        Path beginning = folder.resolve("beginning");
        try (GeneratedPackage.Writing writing = new GeneratedPackage(2, 1_000_000, 1).grow(beginning)) {
            writing.clip();
            writing.publishBeginning();
        }
        reopen(
                EdgeLimits.DEFAULT,
                encoder("cp -r '" + beginning + "' \"$OUTPUT\""
                        + " && echo '{\"doneClips\":1,\"clips\":2}' >&2 && exec sleep 60"));
        String upload = begun("film.mp4", 1);
        append(upload, 0, "0");
        awaitJob(it -> is("encoding").test(it) && it.has("clips"));
        JsonNode title = new ObjectMapper()
                .readTree(RawClient.get(edge.port(), "/api/titles").body())
                .get(0);
        assertThat(title.get("id").asText()).isEqualTo("film");
        assertThat(title.at("/growing/expectedSeconds").asDouble()).isEqualTo(4);
        assertThat(ask("DELETE", upload, "", "").status()).isEqualTo(204);
        assertThat(titles).isEmptyDirectory();
    }

    @Test
    void aFileInPiecesBecomesATitleThatIsServed() throws IOException {
        reopen(
                EdgeLimits.DEFAULT,
                encoder("test \"$(cat \"$INPUT\")\" = 0123456789"
                        + " && echo '{\"doneClips\":1,\"clips\":2,\"etaSeconds\":5}' >&2"
                        + " && cp -r \"$MADE\" \"$OUTPUT\""));
        Answer offer = ask("OPTIONS", "/api/uploads", "", "");
        assertThat(offer.header("tus-version")).hasValue("1.0.0");
        assertThat(offer.header("tus-extension")).hasValue("creation,termination");
        assertThat(offer.header("tus-max-size")).hasValue(Long.toString(4096L << 20));
        assertThat(offer.header("www-authenticate")).isEmpty();
        String upload = begun("../My <film>.mp4", 10);
        assertThat(jobs()).isEmpty();
        Answer half = append(upload, 0, "01234");
        assertThat(half.status()).isEqualTo(204);
        assertThat(half.header("upload-offset")).hasValue("5");
        assertThat(append(upload, 0, "01234").status()).isEqualTo(409);
        assertThat(offset(upload)).isEqualTo(5);
        assertThat(append(upload, 5, "56789").header("upload-offset")).hasValue("10");
        Answer beyond = append(upload, 10, "0");
        assertThat(beyond.status()).isEqualTo(409);
        assertThat(beyond.body()).contains("complete, with 10 bytes");
        JsonNode job = awaitJob(is("done"));
        assertThat(job.get("id").asText()).isEqualTo(upload.substring("/api/uploads/".length()));
        assertThat(job.get("title").asText()).isEqualTo("My -film");
        assertThat(job.get("doneClips").asInt()).isEqualTo(1);
        assertThat(job.get("clips").asInt()).isEqualTo(2);
        assertThat(job.has("etaSeconds")).isFalse();
        assertThat(job.has("message")).isFalse();
        assertThat(edge.titles()).containsExactly("My -film");
    }

    @Test
    void anEmptyFileIsRefused() throws IOException {
        Answer refused = create("a.mp4", 0);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body()).isEqualTo("The file is empty.\n");
        assertThat(jobs()).isEmpty();
    }

    @Test
    void whatArrivedBeforeABreakAndARestartIsKept() throws IOException {
        String upload = begun("a.mp4", 10);
        try (RawClient client = new RawClient(edge.port())) {
            client.send("PATCH " + upload + " HTTP/1.1\r\nHost: x\r\nTus-Resumable: 1.0.0\r\n"
                    + TusClient.patchHeaders(0) + "Content-Length: 10\r\n\r\n0123");
            while (offset(upload) < 4) {
                Thread.onSpinWait();
            }
        }
        reopen(EdgeLimits.DEFAULT, encoder("cp -r \"$MADE\" \"$OUTPUT\""));
        assertThat(offset(upload)).isEqualTo(4);
        assertThat(append(upload, 4, "456789").status()).isEqualTo(204);
        awaitJob(is("done"));
    }

    @Test
    void aClientThatComesBackTakesOverFromItsEarlierRequest() throws IOException {
        String upload = begun("a.mp4", 4);
        try (RawClient hanging = new RawClient(edge.port())) {
            hanging.send("PATCH " + upload + " HTTP/1.1\r\nHost: x\r\nTus-Resumable: 1.0.0\r\n"
                    + TusClient.patchHeaders(0) + "Content-Length: 4\r\n\r\n01");
            while (offset(upload) < 2) {
                Thread.onSpinWait();
            }
            assertThat(append(upload, 2, "23").header("upload-offset")).hasValue("4");
        }
    }

    @Test
    void anEncodeGoesOnAfterARestart() throws IOException {
        Path go = folder.resolve("go");
        EncoderCommand encoder = encoder("echo run >> \"$STORE.runs\"; test -e \"" + go
                + "\" && cp -r \"$MADE\" \"$OUTPUT\" && exit 0; "
                + "echo '{\"doneClips\":0,\"clips\":1}' >&2; exec sleep 1000");
        reopen(EdgeLimits.DEFAULT, encoder);
        String upload = begun("a.mp4", 1);
        append(upload, 0, "x");
        awaitJob(it -> is("encoding").test(it) && it.has("clips"));
        Files.createFile(go);
        reopen(EdgeLimits.DEFAULT, encoder);
        awaitJob(is("done"));
        assertThat(edge.titles()).containsExactly("a");
        Path own = folder.resolve("uploads").resolve(upload.substring("/api/uploads/".length()));
        assertThat(own.resolve("store.runs")).hasContent("run\nrun");
        while (Files.exists(own.resolve("input"))) {
            Thread.onSpinWait();
        }
    }

    @Test
    void anEncodeThatFailsSaysWhyAndCanBeRemoved() throws IOException {
        reopen(
                EdgeLimits.DEFAULT,
                encoder("echo 'WARNING: x' >&2; echo 'starling: a.txt: no video in it' >&2; exit 1"));
        String upload = begun("a.txt", 1);
        append(upload, 0, "x");
        assertThat(awaitJob(is("failed")).get("message").asText()).isEqualTo("a.txt: no video in it");
        assertThat(ask("DELETE", upload, "", "").status()).isEqualTo(204);
        assertThat(jobs()).isEmpty();
        assertThat(folder.resolve("uploads")).isEmptyDirectory();
        assertThat(ask("HEAD", upload, "", "").status()).isEqualTo(404);
    }

    /** What clients are told of an encode that fails with a last line, in which the shell replaces variables. */
    private String told(String error) throws IOException {
        reopen(EdgeLimits.DEFAULT, encoder("echo \"" + error + "\" >&2; exit 1"));
        String upload = begun("my film.txt", 1);
        append(upload, 0, "x");
        return awaitJob(is("failed")).get("message").asText();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            $INPUT: no video in it                        | my film.txt: no video in it
            $OUTPUT.work/lock: permission denied          | my film: permission denied
            $STORE/1c/a: is damaged; delete $OUTPUT       | my film: is damaged; delete my film
            $OUTPUT is there, see https://x.example/a/b   | my film is there, see https://x.example/a/b
            a\\033[2Jb: no video in it                    | a?[2Jb: no video in it
            """)
    void anEncodeThatFailsTellsNoPathsOfTheServer(String error, String told) throws IOException {
        assertThat(told("starling: " + error)).isEqualTo(told);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "starling: internal error; please report it with these lines:",
                "starling: java.nio.file.NoSuchFileException: $INPUT",
                "\tat dev.starling.app.Starling.main(Starling.java:76)",
                "starling: $STORE/1c/a b: is damaged",
                "starling: $STORE/1c/a:b: is damaged",
                "starling: $INPUT: no room in /tmp/x: make some",
                "starling: /tmp/x: permission denied",
                "starling: cannot use '/tmp/x'",
                "starling: cannot open file:/tmp/x"
            })
    void anEncodeThatFailsInsideOrWithAnUnknownPathIsOnlyInTheLog(String error) throws IOException {
        assertThat(told(error)).isEqualTo("It cannot be encoded; see the server's log.");
    }

    @Test
    void theLastWordsOfAnEncodeAreOneLineOfTheLogWithoutControlCharacters() throws IOException {
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        Logger logger = (Logger) LoggerFactory.getLogger(Uploads.class.getPackageName());
        logger.addAppender(lines);
        try {
            told("starling: /tmp/a\\033[2Jb: no video in it");
            assertThat(lines.list)
                    .extracting(ILoggingEvent::getFormattedMessage)
                    .containsExactly(
                            "my film: the encode ended with exit code 1: starling: /tmp/a?[2Jb: no video in it");
        } finally {
            logger.detachAppender(lines);
        }
    }

    @Test
    void anEncodeThatFillsTheDiskGoesOnAfterARestart() throws IOException {
        reopen(EdgeLimits.DEFAULT, encoder("echo 'starling: a.mp4/3: No space left on device' >&2; exit 1"));
        String upload = begun("a.mp4", 1);
        append(upload, 0, "x");
        assertThat(awaitJob(is("failed")).get("message").asText())
                .isEqualTo("a.mp4/3: No space left on device: make room and restart the edge;"
                        + " the encode then goes on where it was.");
        reopen(EdgeLimits.DEFAULT, encoder("cp -r \"$MADE\" \"$OUTPUT\""));
        awaitJob(is("done"));
        assertThat(edge.titles()).containsExactly("a");
    }

    @Test
    void anEncodeThatIsDoneKeepsItsFileUntilThatIsRecorded() throws IOException {
        // Errors name their file, so in this folder each is taken for that of a full disk.
        uploadFolder = folder.resolve("No space left on device");
        reopen(
                EdgeLimits.DEFAULT,
                encoder("cp -r \"$MADE\" \"$OUTPUT\" && cd \"$(dirname \"$STORE\")\""
                        + " && until grep -q encoding upload.json; do :; done"
                        + " && mv upload.json kept.json && mkdir -p upload.json/full"));
        String upload = begun("a.mp4", 1);
        append(upload, 0, "x");
        awaitJob(is("done"));
        stop();
        Path own = uploadFolder.resolve(upload.substring("/api/uploads/".length()));
        Files.delete(own.resolve("upload.json/full"));
        Files.delete(own.resolve("upload.json"));
        Files.move(own.resolve("kept.json"), own.resolve("upload.json"));
        assertThat(own.resolve("input/a.mp4")).hasContent("x");
        open(EdgeLimits.DEFAULT, Optional.empty(), encoder("test -e \"$INPUT\""));
        awaitJob(is("done"));
        while (Files.exists(own.resolve("input"))) {
            Thread.onSpinWait();
        }
    }

    @Test
    void aFileThatIsWholeIsEncodedThoughThatCouldNotBeRecorded() throws IOException {
        String upload = begun("a.mp4", 2);
        append(upload, 0, "x");
        stop();
        Path own = folder.resolve("uploads").resolve(upload.substring("/api/uploads/".length()));
        Path file = Files.writeString(own.resolve("input/a.mp4"), "xy");
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
        open(EdgeLimits.DEFAULT, Optional.empty(), encoder("cp -r \"$MADE\" \"$OUTPUT\""));
        awaitJob(is("done"));
        assertThat(edge.titles()).containsExactly("a");
    }

    @Test
    void sizesNumbersAndAFullDiskAreOneLine() throws IOException {
        reopen(
                EdgeLimits.DEFAULT
                        .with(EdgeLimit.MEBIBYTES_OF_AN_UPLOAD, 2)
                        .with(EdgeLimit.MEBIBYTES_OF_UPLOADS, 3)
                        .with(EdgeLimit.UPLOADS_WAITING, 2),
                encoder("exec sleep 1000"));
        assertThat(create("a.mp4", (2L << 20) + 1).status()).isEqualTo(413);
        String first = begun("a.mp4", 2L << 20);
        Answer quota = create("b.mp4", (1L << 20) + 1);
        assertThat(quota.status()).isEqualTo(413);
        assertThat(quota.body())
                .startsWith("The uploads would take more than 4 MB together")
                .hasLineCount(1);
        begun("a.mp4", 10);
        assertThat(create("c.mp4", 1).status()).isEqualTo(503);
        // The file is replaced by a device that is always full.
        Path file = folder.resolve("uploads")
                .resolve(first.substring("/api/uploads/".length()))
                .resolve("input/a.mp4");
        Files.delete(file);
        Files.createSymbolicLink(file, Path.of("/dev/full"));
        Answer full = append(first, 0, "x");
        assertThat(full.status()).isEqualTo(507);
        assertThat(full.body()).isEqualTo("The server's disk is full; continue when there is room.\n");
        assertThat(offset(first)).isZero();
    }

    @Test
    void whatIsNotTusOrNotAllowedIsRefused() throws IOException {
        String upload = begun("a.mp4", 3);
        String tus = TusClient.request("POST", "/api/uploads", "Upload-Length: 1\r\n", "");
        String plain = tus.replace("Tus-Resumable: 1.0.0\r\n", "");
        assertThat(RawClient.once(edge.port(), plain).status()).isEqualTo(412);
        assertThat(ask("POST", "/api/uploads", "", "").status()).isEqualTo(400);
        assertThat(ask("POST", "/api/uploads", "Upload-Length: 1\r\nUpload-Metadata: filename ?\r\n", "")
                        .status())
                .isEqualTo(400);
        assertThat(ask("PATCH", upload, "Upload-Offset: 0\r\n", "x").status()).isEqualTo(415);
        assertThat(append(upload, 0, "xxxx").status()).isEqualTo(413);
        String elsewhere = "Origin: http://evil.example\r\nUpload-Length: 1\r\n";
        assertThat(ask("POST", "/api/uploads", elsewhere, "").status()).isEqualTo(403);
        assertThat(ask("POST", "/api/uploads", "Origin: http://x\r\nUpload-Length: 1\r\n", "")
                        .status())
                .isEqualTo(201);
    }

    @Test
    void withATokenOnlyOperatorsUpload() throws IOException {
        stop();
        AdminToken token = AdminToken.read(Files.writeString(folder.resolve("token"), TOKEN));
        open(EdgeLimits.DEFAULT, Optional.of(token), encoder("false"));
        assertThat(create("a.mp4", 1).status()).isEqualTo(401);
        assertThat(RawClient.get(edge.port(), "/api/jobs").status()).isEqualTo(401);
        assertThat(ask("OPTIONS", "/api/uploads", "", "").header("www-authenticate"))
                .isPresent();
        String bearer = "Authorization: Bearer " + TOKEN + "\r\nUpload-Length: 1\r\n";
        assertThat(ask("POST", "/api/uploads", bearer, "").status()).isEqualTo(201);
    }
}
