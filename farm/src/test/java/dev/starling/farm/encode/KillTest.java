package dev.starling.farm.encode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.farm.GeneratedTitle;
import dev.starling.farm.PackageBytes;
import dev.starling.farm.Phase;
import dev.starling.swarm.pack.PackageReader;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes, killed with {@code kill -9} at random moments of an encode. */
class KillTest {
    private static final int KILLS = 20;
    /** Moments are spread between events too, not only at them; at most this long after one. */
    private static final int MAX_NANOS_AFTER_EVENT = 40_000_000;

    @TempDir
    Path folder;

    private Process start(Path input, Path output) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                // Short-lived: plain kernels, quickly compiled, are done before vector ones are optimised.
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                EncodeProcess.class.getName(),
                input.toString(),
                output.toString()));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static EncodeReport encode(Path input, Path output) throws Exception {
        return new Farm().encode(EncodeProcess.request(input, output), event -> {});
    }

    @Test
    void killedAnywhereAndStartedAgainItMakesTheSamePackage() throws Exception {
        Path input =
                GeneratedTitle.sized(192, 112).at(10).scenes(12, 10).withTone(1).write(folder.resolve("title.mkv"));
        EncodeReport whole = encode(input, folder.resolve("undisturbed"));
        SortedMap<String, String> expected = PackageBytes.of(folder.resolve("undisturbed"));

        Process undisturbed = start(input, folder.resolve("counted"));
        int events;
        try (BufferedReader lines = undisturbed.inputReader()) {
            events = Math.toIntExact(lines.lines().count());
        }
        assertThat(undisturbed.waitFor()).isZero();
        assertThat(PackageBytes.of(folder.resolve("counted"))).isEqualTo(expected);

        SplittableRandom random = new SplittableRandom(9);
        int publishedBeforeTheKill = 0;
        for (int i = 0; i < KILLS; i++) {
            Path output = folder.resolve("killed" + i);
            Process process = start(input, output);
            int membersKept = killAfter(process, random.nextInt(events), random.nextInt(MAX_NANOS_AFTER_EVENT));
            boolean workIsKept = true;
            if (Files.exists(output)) {
                PackageReader left = PackageReader.open(output);
                assertThat(left.problems()).isEmpty();
                workIsKept = left.title().growth().isPresent();
            }
            if (!workIsKept) {
                // Its title is the last step but for taking away the work folder: what is there is whole.
                publishedBeforeTheKill++;
                assertThat(PackageBytes.of(output)).isEqualTo(expected);
            }
            EncodeReport resumed = encode(input, output);
            assertThat(PackageBytes.of(output)).as("kill %d", i).isEqualTo(expected);
            assertThat(resumed.encoded() + resumed.reused()).isEqualTo(whole.encoded());
            if (workIsKept) {
                assertThat(resumed.reused()).isGreaterThanOrEqualTo(membersKept);
            }
        }
        assertThat(publishedBeforeTheKill).isLessThan(KILLS / 2);
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left.map(it -> it.getFileName().toString()))
                    .noneMatch(it -> it.endsWith(".work") || it.startsWith("."));
        }
    }

    /**
     * Kills a process some time after so many events.
     *
     * @return the members that it had finished when it was killed, at least
     */
    private static int killAfter(Process process, int events, long nanos) throws Exception {
        int members = 0;
        try (BufferedReader lines = process.inputReader()) {
            String line = lines.readLine();
            for (int seen = 1; seen < events && line != null; seen++) {
                members += line.equals(Phase.ENCODE.toString()) ? 1 : 0;
                line = lines.readLine();
            }
            long until = System.nanoTime() + nanos;
            while (System.nanoTime() < until) {
                Thread.onSpinWait();
            }
            process.destroyForcibly();
            process.waitFor();
        }
        return members;
    }
}
