package dev.starling.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

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
