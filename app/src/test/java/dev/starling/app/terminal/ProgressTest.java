package dev.starling.app.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.farm.FarmEvent;
import dev.starling.farm.Phase;
import dev.starling.swarm.pack.RunningEncode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgressTest {
    private final StringWriter err = new StringWriter();
    private final AtomicLong seconds = new AtomicLong();

    private Instant now() {
        return Instant.ofEpochSecond(seconds.getAndAdd(10));
    }

    @Test
    void aLineThatIsDoneHasNoEta() {
        ProgressLine line = new ProgressLine(new PrintWriter(err, true), "paint", this::now);
        line.accept(0.5);
        line.accept(1);
        assertThat(err.toString().lines()).containsExactly("paint  50 %, ETA 0:10", "paint 100 %");
    }

    @Test
    void othersReadHowFarAnEncodeIsOnceItHasItsWorkFolder(@TempDir Path folder) throws IOException {
        Path output = folder.resolve("film");
        Path work = RunningEncode.workFolder(output);
        ProgressFile file = new ProgressFile(output, this::now);
        file.accept(FarmEvent.Progress.running(Phase.ANALYSE, 4, 0, OptionalDouble.of(8)));
        assertThat(work).doesNotExist();
        Files.createDirectory(work);
        file.accept(FarmEvent.Progress.running(Phase.ANALYSE, 8, 0, OptionalDouble.of(8)));
        assertThat(RunningEncode.in(work)).contains(RunningEncode.ofThisProcess(0, 2, OptionalInt.empty()));
        seconds.set(60);
        file.accept(FarmEvent.Progress.running(Phase.TAILS, 6, 0, OptionalDouble.of(8)));
        assertThat(RunningEncode.in(work)).contains(RunningEncode.ofThisProcess(1, 2, OptionalInt.of(20)));
    }

    @Test
    void aPhaseThatIsDoneHasNoEta() {
        ProgressPrinter printer = new ProgressPrinter(new PrintWriter(err, true), OptionalInt.empty(), this::now);
        printer.accept(FarmEvent.Progress.running(Phase.ENCODE, 5, 0, OptionalDouble.of(10)));
        printer.accept(FarmEvent.Progress.running(Phase.ENCODE, 10, 0, OptionalDouble.of(10)));
        assertThat(err.toString().lines())
                .satisfiesExactly(
                        first -> assertThat(first).contains("50 %, ETA"),
                        last -> assertThat(last).isEqualTo("encode 100 %"));
    }
}
