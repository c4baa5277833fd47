package dev.starling.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.swarm.profile.Codec;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class StarlingTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        return Starling.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
    }

    @Test
    void helpIsAResultAndListsTheCommands() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).contains("Usage: starling");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void noCommandIsBadUsage() {
        assertThat(run()).isEqualTo(2);
        assertThat(err.toString()).startsWith("starling: name a command").contains("Usage: starling");
    }

    @Test
    void anUnknownOptionIsBadUsage() {
        assertThat(run("--no-such-option")).isEqualTo(2);
        assertThat(err.toString()).contains("--no-such-option");
    }

    @Test
    void enumValuesAreAcceptedInAnyCaseAndListedInLowerCase() {
        assertThat(Starling.commandLine()
                        .parseArgs("evolve", "a.mp4", "-o", "out", "--codecs", "h264,AV1")
                        .subcommand()
                        .matchedOption("--codecs")
                        .<Object>getValue())
                .isEqualTo(List.of(Codec.H264, Codec.AV1));
        assertThat(run("h264", "requantise", "a", "b", "--pictures", "i")).isEqualTo(2);
        assertThat(err.toString())
                .isEqualTo("starling: --pictures must be one of nonref, b, p, all: i;"
                        + " see starling h264 requantise --help\n");
    }

    @Test
    void everyHelpShowsTheDefaultsThatPicocliKnowsAndNoOthers() {
        assertThat(helpOf(Starling.commandLine()))
                .contains("Default: 8080", "Default: vmaf,vmaf-neg,ssim,psnr", "Default: 2s")
                .doesNotContain("Optional", "null", "[]", "{}", "${");
    }

    @Test
    void noUrlIsBrokenInAHelp() {
        for (int columns = 60; columns <= 120; columns++) {
            assertThat(helpOf(Starling.commandLine().setUsageHelpWidth(columns)).lines())
                    .as("%d columns", columns)
                    .noneMatch(it -> it.matches(".*\\b(s3|spark|k8s):/?"));
        }
    }

    @Test
    void anUnknownCommandIsNamed() {
        assertThat(usageError("foo")).isEqualTo("starling: no such command: foo; see starling --help\n");
        assertThat(usageError("h264", "foo")).isEqualTo("starling: no such command: foo; see starling h264 --help\n");
    }

    @Test
    void badValuesAreNamedInPlainWords() {
        assertThat(usageError("encode", "a", "-o", "b", "--crf", "abc")).contains("'abc' is not a number;");
        assertThat(usageError("serve", "--port", "1.5", "a")).contains("'1.5' is not a whole number;");
        assertThat(usageError("encode", "", "-o", "b"))
                .contains("(an empty location);")
                .doesNotContain("java.");
        assertThat(usageError("encode", "a", "-o", "b", "--crf", "0")).contains(" --crf must be 1 to 43: 0;");
        assertThat(usageError("encode", "a", "-o", "b", "--clip-seconds", "2"))
                .contains("'--clip-seconds'", "not two times in seconds like 1-6 or 0.5-2: 2");
        assertThat(usageError("encode", "a", "-o", "b", "--clip-seconds", "1-10"))
                .contains("clips last 0.5 to 6 s: 1-10");
        assertThat(usageError("encode", "a", "-o", "b", "--clip-seconds", "2-3.5"))
                .contains("MAX must be at least twice MIN: 2-3.5");
        assertThat(usageError("encode", "a", "-o", "b", "--vmaf-neg", "101"))
                .contains(" --vmaf-neg must be 20 to 100: 101;");
        assertThat(usageError("encode", "a", "-o", "b", "--ssim", "2")).contains(" --ssim must be 0.5 to 0.9999: 2;");
        assertThat(usageError("encode", "a", "-o", "b", "--bitrate", "NaN"))
                .contains(" --bitrate must be 1 to 200000: NaN;");
    }

    @Test
    void placesOfAnEncodeAreCheckedFirst() {
        assertThat(usageError("encode", "a", "-o", "s3://bucket/b"))
                .isEqualTo("starling: --store is required when the package is in an object store;"
                        + " see starling encode --help\n");
        assertThat(usageError("encode", "a", "-o", "b", "--farm", "foo", "--threads", "2"))
                .contains("--farm must be embedded, local[N],");
        assertThat(usageError("encode", "a", "-o", "b", "--farm-setting", "a=b"))
                .contains("--farm-setting needs --farm MASTER;");
    }

    private String usageError(String... args) {
        err.getBuffer().setLength(0);
        assertThat(run(args)).as(err.toString()).isEqualTo(2);
        return err.toString();
    }

    /** The help of a command and of all commands below it. */
    private static String helpOf(CommandLine command) {
        return command.getUsageMessage()
                + command.getSubcommands().values().stream()
                        .map(StarlingTest::helpOf)
                        .collect(Collectors.joining());
    }

    @Test
    void badUsageIsOneLineThatSaysWhereTheRightArgumentsAreTold() {
        assertThat(run("encode", "in.mp4")).isEqualTo(2);
        assertThat(err.toString().lines()).hasSize(1);
        assertThat(err.toString())
                .startsWith("starling: ")
                .contains("--output")
                .endsWith("see starling encode --help\n");
        err.getBuffer().setLength(0);
        assertThat(run("encode", "in.mp4", "-o", "out", "--crf", "20", "--ssim", "0.9"))
                .isEqualTo(2);
        assertThat(err.toString().lines()).hasSize(1);
        assertThat(err.toString()).startsWith("starling: --crf").contains("mutually exclusive");
        err.getBuffer().setLength(0);
        assertThat(run("serve", "--hots", "x", "folder")).isEqualTo(2);
        assertThat(err.toString().lines()).hasSize(1);
        assertThat(err.toString()).contains("did you mean --host");
    }
}
