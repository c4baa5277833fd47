package dev.starling.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.starling.farm.encode.EncodeRequest;
import dev.starling.farm.encode.Farm;
import dev.starling.farm.encode.TailMode;
import dev.starling.farm.encode.TailRule;
import dev.starling.film.MediaWriter;
import dev.starling.film.MediaWriter.Spec;
import dev.starling.film.MediaWriter.VideoEncoder;
import dev.starling.film.MediaWriter.VideoTrack;
import dev.starling.libav.Colour;
import dev.starling.libav.Frame;
import dev.starling.libav.FrameSize;
import dev.starling.libav.Ratio;
import dev.starling.testkit.Ffmpeg;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The commands encode and inspect, and their JSON as docs/cli.md documents it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EncodeInspectTest {
    private static final int PICTURES = 12;
    private static final int TICKS = 9000;

    private Path folder;
    private Path input;
    private Path output;
    private Run encoded;

    @BeforeAll
    void encode(@TempDir Path temporary) {
        folder = temporary;
        input = folder.resolve("stripes.mkv");
        output = folder.resolve("package");
        try (MediaWriter writer = MediaWriter.lossless(input, new FrameSize(96, 64), new Ratio(10, 1))) {
            for (int i = 0; i < PICTURES; i++) {
                try (Frame frame = Frame.allocate(96, 64, Colour.BT601, (long) i * TICKS, TICKS)) {
                    paint(frame, i);
                    writer.write(frame);
                }
            }
            writer.finish();
        }
        encoded = Run.of("encode", input, "-o", output, "--threads", 1, "--json");
    }

    private static void paint(Frame frame, int picture) {
        for (var plane : List.of(frame.luma(), frame.cb(), frame.cr())) {
            for (int y = 0; y < plane.height(); y++) {
                for (int x = 0; x < plane.width(); x++) {
                    byte sample = (byte) (100 + 40 * Math.sin((x + 2 * picture) * 0.2) * Math.cos(y * 0.15));
                    plane.samples().set(ValueLayout.JAVA_BYTE, y * plane.strideBytes() + x, sample);
                }
            }
        }
    }

    private static List<String> names(JsonNode object) {
        return object.propertyStream().map(Map.Entry::getKey).toList();
    }

    @Test
    void aPackageTrainsAPolicy() throws IOException {
        Path traces = Files.createDirectory(folder.resolve("traces"));
        for (int log = 0; log < 8; log++) {
            Files.writeString(traces.resolve("log_" + log), "0 0.1\n60 0." + (1 + log) + "\n");
        }
        Path policy = folder.resolve("policy.json");
        Run run = Run.of(
                "lab",
                "train",
                "--traces",
                traces,
                "--video",
                output,
                "--random-videos",
                0,
                "--rounds",
                1,
                "--sessions",
                1,
                "--steps",
                0,
                "-o",
                policy);
        assertThat(run.exitCode()).as(run.err()).isZero();
        Run evaluated = Run.of(
                "lab",
                "evaluate",
                "--traces",
                traces,
                "--video",
                output,
                "--repeat",
                4,
                "--policies",
                "learned",
                "--policy",
                policy,
                "--json");
        assertThat(evaluated.exitCode()).as(evaluated.err()).isZero();
        assertThat(evaluated.json().get("clips").asInt()).isPositive();
    }

    @Test
    void encodePrintsItsResultAsTheLastLineAndProgressElsewhere() throws Exception {
        assertThat(encoded.exitCode()).as(encoded.err()).isZero();
        JsonNode result = encoded.json();
        assertThat(names(result))
                .containsExactly(
                        "output",
                        "clips",
                        "frames",
                        "seconds",
                        "members",
                        "bytes",
                        "encoded",
                        "reused",
                        "encodeCpuSeconds",
                        "tails",
                        "cpuSeconds",
                        "wallSeconds",
                        "damage",
                        "unusedVideoStreams");
        assertThat(names(result.get("tails"))).containsExactly("count", "refused", "bytes", "cpuSeconds");
        assertThat(result.get("damage").get("pictures").asInt()).isEqualTo(PICTURES);
        assertThat(result.get("damage").get("damagedPictures").asInt()).isZero();
        assertThat(result.get("frames").asInt()).isEqualTo(PICTURES);
        JsonNode cpuSeconds = result.get("cpuSeconds");
        assertThat(names(cpuSeconds))
                .containsExactly(
                        "decode",
                        "scale",
                        "analyse",
                        "pictureTypes",
                        "encode",
                        "measureDecode",
                        "measureScore",
                        "tails",
                        "atlas",
                        "audio",
                        "package",
                        "other");
        assertThat(cpuSeconds.get("encode").asDouble()).isPositive();
        assertThat(cpuSeconds.get("measureScore").asDouble()).isPositive();
        int members = result.get("members").asInt();
        assertThat(members).isPositive();
        assertThat(result.get("encoded").asInt()).isGreaterThanOrEqualTo(members);
        assertThat(encoded.err()).contains("analyse", "encode", "measure", "package");
    }

    @Test
    void aProcessThatIsEndedPrintsHowToResume() throws Exception {
        Path stopped = folder.resolve("stopped");
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "--enable-native-access=ALL-UNNAMED",
                        "--add-modules=jdk.incubator.vector",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Starling.class.getName(),
                        "encode",
                        input.toString(),
                        "-o",
                        stopped.toString())
                .start();
        List<String> lines = new ArrayList<>();
        try (BufferedReader err = process.errorReader()) {
            for (String line = err.readLine(); line != null; line = err.readLine()) {
                lines.add(line);
                if (line.startsWith("probe")) {
                    process.toHandle().destroy(); // Process.destroy() would close the stream that is read here
                }
            }
        }
        assertThat(process.waitFor()).isEqualTo(128 + 15);
        assertThat(lines.getLast()).isEqualTo("starling: stopped; run the same command again to resume");
        assertThat(stopped).doesNotExist();
    }

    /** Some of its pictures are zeros: a part of the file's bytes, from a share of them on. */
    private Path damagedFile(int pictures, double from, double until) throws IOException {
        Path damaged = folder.resolve("damaged.mp4");
        VideoEncoder encoder = new VideoEncoder("libx264", Map.of("preset", "ultrafast", "g", "5"), "yuv420p");
        Spec spec = new Spec("mp4", VideoTrack.of(encoder, new FrameSize(96, 64), new Ratio(10, 1)));
        try (MediaWriter writer = MediaWriter.open(damaged, spec, Colour.BT601)) {
            for (int i = 0; i < pictures; i++) {
                try (Frame frame = Frame.allocate(96, 64, Colour.BT601, (long) i * TICKS, TICKS)) {
                    paint(frame, i);
                    writer.write(frame);
                }
            }
            writer.finish();
        }
        // The index lies at the end of the file, the pictures before it.
        byte[] bytes = Files.readAllBytes(damaged);
        Arrays.fill(bytes, (int) (from * bytes.length), (int) (until * bytes.length), (byte) 0);
        return Files.write(damaged, bytes);
    }

    @Test
    void aDamagedFileFailsUnlessItsDamageIsAllowed() throws Exception {
        Path damaged = damagedFile(20, 0.3, 0.5);
        Path refused = folder.resolve("refused");
        Run failed = Run.of("encode", damaged, "-o", refused, "--threads", 1);
        assertThat(failed.exitCode()).isEqualTo(1);
        assertThat(failed.err().lines().toList().getLast())
                .startsWith("starling: ")
                .contains("damaged.mp4", "pictures are damaged", "--max-damage");
        assertThat(refused).doesNotExist();

        Run allowed = Run.of(
                "encode", damaged, "-o", folder.resolve("allowed"), "--threads", 1, "--max-damage", 100, "--json");
        assertThat(allowed.exitCode()).as(allowed.err()).isZero();
        JsonNode damage = allowed.json().get("damage");
        assertThat(damage.get("pictures").asInt()).isEqualTo(20);
        assertThat(damage.get("damagedPictures").asInt()).isBetween(2, 19);
        assertThat(damage.get("line").asText()).contains("packets damaged, picture ends at");
    }

    /** Its first clips are published by then: {@code GrowingPackageTest} looks at them. */
    @Test
    void aFileThatIsDamagedAtItsEndLeavesNoTitle() throws Exception {
        Path refused = folder.resolve("late");
        Run failed =
                Run.of("encode", damagedFile(60, 0.7, 0.8), "-o", refused, "--threads", 1, "--clip-seconds", "0.5-1");
        assertThat(failed.exitCode()).isEqualTo(1);
        assertThat(failed.err()
                        .lines()
                        .filter(it -> it.startsWith("starling: "))
                        .toList())
                .singleElement()
                .asString()
                .matches(".*damaged\\.mp4: \\d+ of 60 pictures are damaged so far, more than 2 %; .* --max-damage");
        assertThat(refused).doesNotExist();
    }

    @Test
    void encodeTellsOfVideoThatIsNotUsed() throws Exception {
        Path two = folder.resolve("two.mkv");
        Ffmpeg.run(
                List.of("-i", input.toString(), "-map", "0:v", "-map", "0:v", "-c", "copy", two.toString()),
                ignored -> {});
        Run run = Run.of("encode", two, "-o", folder.resolve("two"), "--threads", 1);
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("input: 1 other video stream not used");
    }

    @Test
    void verifyNamesWhatIsDamaged() throws Exception {
        Path packages = Files.createDirectory(folder.resolve("packages"));
        Path copy = packages.resolve("copy");
        try (Stream<Path> files = Files.walk(output)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(output.relativize(file).toString()));
            }
        }
        Run whole = Run.of("verify", packages);
        assertThat(whole.exitCode()).as(whole.err()).isZero();
        assertThat(whole.out()).isEqualToIgnoringNewLines("copy: whole");
        try (Stream<Path> files = Files.walk(copy.resolve("clips/00000"))) {
            Path member = files.filter(it -> it.getFileName().toString().contains("-q"))
                    .findFirst()
                    .orElseThrow();
            byte[] bytes = Files.readAllBytes(member);
            bytes[bytes.length - 1] ^= 1;
            Files.write(member, bytes);
            Run damaged = Run.of("verify", copy, "--json");
            assertThat(damaged.exitCode()).isEqualTo(1);
            JsonNode problems = damaged.json().get("packages").get(0).get("problems");
            assertThat(problems).hasSize(1);
            assertThat(problems.get(0).asText())
                    .contains(member.getFileName().toString(), "the media is damaged: wrong checksum");
        }
        Run none = Run.of("verify", folder.resolve("packages/copy/clips"));
        assertThat(none.exitCode()).isEqualTo(1);
        assertThat(none.err()).contains("no package");
    }

    @Test
    void verifyTellsADescriptionThatIsNoFile() throws Exception {
        Path damaged = Files.createDirectories(folder.resolve("pipes/damaged"));
        Path title = damaged.resolve("title.json");
        assertThat(new ProcessBuilder("mkfifo", title.toString()).start().waitFor())
                .isZero();
        for (Path place : List.of(damaged, damaged.resolveSibling("."))) {
            Run run = Run.of("verify", place);
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.out()).contains(title + ": not a regular file");
        }
    }

    @Test
    void inspectShowsClipsClustersAndMembers() throws Exception {
        Run shown = Run.of("inspect", output);
        assertThat(shown.exitCode()).as(shown.err()).isZero();
        assertThat(shown.out()).contains("stripes: 96x64", "64p-q95", "probability", "VMAF", "starling-vmaf-fit");
        JsonNode result = Run.of("inspect", output, "--json").json();
        assertThat(names(result))
                .containsExactly(
                        "name",
                        "seconds",
                        "frames",
                        "displaySize",
                        "encoder",
                        "vmafModel",
                        "clusters",
                        "clips",
                        "tails",
                        "audio",
                        "cpuSeconds",
                        "problems");
        assertThat(result.get("audio")).isEmpty();
        assertThat(names(result.get("clusters").get(0)))
                .containsExactly("id", "group", "pictureSize", "clips", "probability", "bitsPerSecond");
        JsonNode clip = result.get("clips").get(0);
        assertThat(names(clip))
                .containsExactly(
                        "index",
                        "start",
                        "seconds",
                        "frames",
                        "startsAtSceneCut",
                        "ceiling",
                        "probabilities",
                        "members",
                        "tails",
                        "blends");
        double sum = 0;
        for (JsonNode probability : clip.get("probabilities")) {
            sum += probability.asDouble();
        }
        assertThat(sum).isBetween(0.999999, 1.000001);
        assertThat(names(clip.get("members").get(0)))
                .containsExactly("cluster", "crf", "bytes", "bitsPerSecond", "quality");
        JsonNode quality = clip.get("members").get(0).get("quality");
        assertThat(names(quality)).containsExactly("psnr", "ssim", "vmaf", "vmafNeg");
        assertThat(quality.get("vmaf").asDouble()).isBetween(20.0, 100.0);
        assertThat(clip.get("tails")).as("the members are too small for tails").isEmpty();
        JsonNode blend = clip.get("blends").get(0);
        assertThat(names(blend))
                .containsExactly(
                        "level",
                        "member",
                        "lower",
                        "rows",
                        "bytes",
                        "bitsPerSecond",
                        "quality",
                        "worstVmafNeg",
                        "measured");
        assertThat(blend.get("level").asText()).isEqualTo("coefficient");
    }

    @Test
    void aReportShowsTheValuesOfThePackage() throws Exception {
        Path file = folder.resolve("report.html");
        Run run = Run.of("report", output, "-o", file, "--json");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.json().get("kind").asText()).isEqualTo("package");
        Report report = Report.read(file);
        assertThat(report.heading()).isEqualTo("stripes");
        assertThat(report.text()).contains("Nothing of the input was damaged", "No file of the package is missing");
        JsonNode result = Run.of("inspect", output, "--json").json();
        assertThat(report.facts())
                .containsEntry("Pictures", result.get("frames").asText())
                .containsEntry("Encoder", result.get("encoder").asText())
                .containsEntry("Display size", "96x64");
        JsonNode clip = result.get("clips").get(0);
        List<List<String>> members = new ArrayList<>();
        for (JsonNode member : clip.get("members")) {
            JsonNode quality = member.get("quality");
            members.add(List.of(
                    member.get("cluster").asText(),
                    "0",
                    number(
                            "%.3f",
                            clip.get("probabilities").get(member.get("cluster").asText())),
                    number("%.2f", member.get("crf")),
                    String.format(
                            Locale.ROOT, "%.0f", member.get("bitsPerSecond").asDouble() / 1e3),
                    number("%.2f", quality.get("vmaf")),
                    number("%.2f", quality.get("vmafNeg")),
                    number("%.2f", quality.get("psnr")),
                    number("%.4f", quality.get("ssim"))));
        }
        assertThat(report.table("Members")).isEqualTo(members);
        assertThat(report.table("Rungs, means over the title")).hasSizeBetween(1, members.size());
        // The whole title, its rungs over time, and its only clip.
        assertThat(report.figures()).hasSize(3).allMatch(it -> it.contains("<polyline"));
    }

    private static String number(String format, JsonNode value) {
        return String.format(Locale.ROOT, format, value.asDouble());
    }

    @Test
    void inspectShowsTails() throws Exception {
        Path withTails = folder.resolve("tails");
        new Farm()
                .encode(
                        EncodeRequest.of(input, withTails, 1).withTails(new TailRule(TailMode.EMERGENCY, 0)),
                        event -> {});
        assertThat(Run.of("inspect", withTails).out()).contains("tails: ", "% of the package", "CRF step");
        JsonNode result = Run.of("inspect", withTails, "--json").json();
        assertThat(names(result.get("tails"))).containsExactly("count", "bytes", "shareOfPackage");
        assertThat(result.get("tails").get("count").asInt()).isPositive();
        assertThat(result.get("tails").get("shareOfPackage").asDouble()).isBetween(0.01, 0.5);
        assertThat(names(result.get("clips").get(0).get("tails").get(0)))
                .containsExactly("member", "from", "crfStep", "bytes", "clipBytes", "seconds", "quality");
    }

    @Test
    void thePackageIsDeliveredOverTraces() throws Exception {
        Path trace = Files.writeString(folder.resolve("path"), "0 1\n10 1\n20 0.2\n");
        Run run = Run.of("lab", "evaluate", "--traces", trace, "--video", output, "--repeat", 3, "--json");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(names(run.json())).containsExactly("video", "clips", "repeat", "seed", "families");
        JsonNode policies = run.json().get("families").get(0).get("policies");
        assertThat(policies.findValuesAsText("policy"))
                .startsWith("static", "static-no-moves", "learned", "optimum")
                .contains("hls-js", "dash-js-no-abandon");
        assertThat(names(policies.get(0)))
                .containsExactly(
                        "policy",
                        "qoeVP5",
                        "qoeV",
                        "vmaf",
                        "startUpSeconds",
                        "stallSeconds",
                        "fallbackShare",
                        "downMoves",
                        "bytes",
                        "requantisingSecondsPerHour");
        assertThat(policies.get(0).get("stallSeconds").get("mean").doubleValue())
                .isZero();
        Run once = Run.of("lab", "evaluate", "--traces", trace, "--video", output);
        assertThat(once.err()).contains("a session needs at least two clips");
    }

    @Test
    void aFailureIsOneLineAndExitCode1() throws Exception {
        Path text = Files.writeString(folder.resolve("notes.txt"), "no video");
        for (Run failed : List.of(
                Run.of("encode", text, "-o", folder.resolve("none")),
                Run.of("encode", folder.resolve("missing.mp4"), "-o", folder.resolve("none")),
                Run.of("encode", input, "-o", text),
                Run.of("encode", input, "-o", text.resolve("below")),
                Run.of("inspect", folder.resolve("none")),
                Run.of("inspect", text))) {
            assertThat(failed.exitCode()).isEqualTo(1);
            assertThat(failed.err().lines().filter(it -> it.startsWith("starling: ")))
                    .as(failed.err())
                    .hasSize(1);
            assertThat(failed.err()).doesNotContain("\tat ");
            assertThat(failed.out()).isEmpty();
        }
        assertThat(folder.resolve("none")).doesNotExist();
        assertThat(folder.resolve("none.work")).doesNotExist();
    }

    @Test
    void aWrongPlaceIsNamed() throws Exception {
        Path text = Files.writeString(folder.resolve("file.txt"), "no video");
        assertThat(Run.of("encode", folder, "-o", folder.resolve("none")).err())
                .isEqualTo("starling: " + folder + ": a folder; name a video file\n");
        assertThat(Run.of("encode", input, "-o", "/proc/x/y").err())
                .startsWith("starling: /proc/x/y: cannot be created, /proc is not writable");
        assertThat(Run.of("encode", input, "-o", text.resolve("below").resolve("y"))
                        .err())
                .endsWith("cannot be created, " + text + " is a file\n");
        assertThat(Run.of("demo", "--dir", text).err()).isEqualTo("starling: " + text + ": is a file; name a folder\n");
        assertThat(Run.of("inspect", folder).err())
                .matches("starling: " + folder + ": a folder of packages; name one of them, such as " + folder
                        + "/\\w+\n");
        Run outside = Run.of("inspect", output, "--clip", 7);
        assertThat(outside.exitCode()).isEqualTo(2);
        assertThat(outside.err()).startsWith("starling: --clip must be 0: 7; see");
    }

    @Test
    void aMissingFileHasOneTextInAllCommands() {
        Path missing = folder.resolve("missing");
        for (List<Object> command : List.<List<Object>>of(
                List.of("encode", missing, "-o", folder.resolve("none")),
                List.of("assign", missing),
                List.of("inspect", missing),
                List.of("serve", missing),
                List.of("quality", missing, missing),
                List.of("h264", "inspect", missing),
                List.of("h264", "requantise", missing, folder.resolve("none"), "--delta-qp", 1),
                List.of("encode", input, "-o", folder.resolve("none"), "--clusters", missing),
                List.of("evolve", missing, "-o", folder.resolve("none")))) {
            assertThat(Run.of(command.toArray()).err())
                    .as("%s", command)
                    .contains("starling: " + missing + ": no such file or directory");
        }
    }

    @Test
    void badUsageIsExitCode2() {
        assertThat(Run.of("encode", input).exitCode()).isEqualTo(2);
        assertThat(Run.of("encode", input, "-o", output, "--threads", "0").exitCode())
                .isEqualTo(2);
        assertThat(Run.of("inspect").exitCode()).isEqualTo(2);
    }

    @Test
    void aTargetQualityIsSearchedForAndOnlyOneTargetIsAccepted(@TempDir Path temporary) throws Exception {
        Path target = temporary.resolve("target");
        Run searched = Run.of("encode", input, "-o", target, "--threads", 1, "--ssim", 0.98, "--json");
        assertThat(searched.exitCode()).as(searched.err()).isZero();
        assertThat(searched.err()).containsPattern("CRF \\d+\\.\\d\\d: SSIM in dB \\d+\\.\\d\\d on 1 clip\\b");
        Run given = Run.of("encode", input, "-o", temporary.resolve("given"), "--threads", 1, "--crf", 30.5, "--json");
        assertThat(Run.of("inspect", temporary.resolve("given"), "--json").out())
                .contains("64p-crf30.5", "64p-crf38.5");
        assertThat(given.err()).doesNotContain("CRF");
        assertThat(Run.of("encode", input, "-o", target, "--crf", 30, "--ssim", 0.98)
                        .exitCode())
                .isEqualTo(2);
        Run outside = Run.of("encode", input, "-o", target, "--crf", 44);
        assertThat(outside.exitCode()).isEqualTo(2);
        assertThat(outside.err()).contains("starling: --crf must be 1 to 43: 44; see");
    }
}
