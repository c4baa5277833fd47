package dev.starling.h264;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class IdentityOfVectorsTest {

    /** Out of scope: slice groups (FMO) and SP slices. All other conformance streams must be identical. */
    private static final Map<String, String> UNSUPPORTED = Map.of(
            "FM1_FT_E.264", "UNSUPPORTED num_slice_groups_minus1",
            "FM2_SVA_C.264", "UNSUPPORTED num_slice_groups_minus1",
            "sp2_bt_b.h264", "UNSUPPORTED slice_type");

    @Test
    void everyConformanceStreamComesBackByteForByteButForFmoAndSpSlices() throws IOException {
        var identity = new Identity();
        Map<String, String> refused = new TreeMap<>();
        for (Path file : Vectors.all()) {
            Identity.Report report = identity.check(Files.readAllBytes(file));
            assertThat(report.firstDifference()).as(file.toString()).isEmpty();
            if (!report.isIdentical()) {
                var first = report.refusals().getFirst();
                refused.put(file.getFileName().toString(), first.kind() + " " + first.syntaxElement());
            }
        }
        assertThat(refused).isEqualTo(new TreeMap<>(UNSUPPORTED));
        assertThat(Files.readString(Path.of(System.getProperty("starling.root"), "docs", "h264.md")))
                .contains("| identical | " + (Vectors.all().size() - refused.size()) + " |")
                .contains(
                        "| unsupported: num_slice_groups_minus1 | " + count(refused, "num_slice_groups_minus1") + " |")
                .contains("| unsupported: slice_type | " + count(refused, "slice_type") + " |");
    }

    private static long count(Map<String, String> refused, String syntaxElement) {
        return refused.values().stream()
                .filter(reason -> reason.equals("UNSUPPORTED " + syntaxElement))
                .count();
    }
}
