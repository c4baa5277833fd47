package dev.starling.app.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.farm.FarmEvent;
import dev.starling.farm.Phase;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

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
