package dev.starling.lab.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.starling.lab.LabException;
import dev.starling.lab.Shared;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TraceReaderTest {
    private static BandwidthTrace read(String content) {
        return TraceReader.read("file", content.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] gzip(String content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(content.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    private static String shape(BandwidthTrace trace) {
        StringBuilder shape = new StringBuilder();
        for (int i = 0; i < trace.periods(); i++) {
            shape.append(String.format(
                    Locale.ROOT, "%s%.3f:%.0f", i == 0 ? "" : " ", trace.until(i), trace.bitsPerSecond(i)));
        }
        return shape.toString();
    }

    /** Escapes: | is a new line, ~ a tab. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '\0',
            value = {
                "0.0~1.5|1.0~2|3~0.5;1.000:2000000 3.000:500000",
                "0 1.5|1 2|2 2|3 0.5|;2.000:2000000 3.000:500000",
                "180.0~1|181.0~2;1.000:2000000",
                "5 1|5 2|6 3;1.000:3000000",
                "0~1~5G|1~2~LTE;1.000:2000000",
                "0~349.420~9.058~100|1~358.637~11.883~100;1.000:358637000",
                "14.4,Mbits/sec|5,Kbits/sec|7,bits/sec;1.000:14400000 2.000:5000 3.000:7",
                "[{\"duration_ms\":500,\"bandwidth_kbps\":100,\"latency_ms\":20}];0.500:100000",
                "[{\"bandwidth_kbps\":1.5,\"duration_ms\":1e3},{\"duration_ms\":1,\"bandwidth_kbps\":0}]"
                        + ";1.000:1500 1.001:0",
                "1|1|3;0.001:24000000 0.002:0 0.003:12000000",
                "0|2;0.001:0 0.002:24000000",
            })
    void readsEveryFormat(String content, String shape) {
        assertThat(shape(read(content.replace('|', '\n').replace('~', '\t')))).isEqualTo(shape);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '\0',
            value = {
                "||;file: the file is empty",
                "0~1;file: the trace is empty",
                "0~1|1~-2;file:2: bandwidth is negative: -2",
                "0~1|1~NaN;file:2: bandwidth is not finite: NaN",
                "0~1|1~Infinity;file:2: bandwidth is not finite: Infinity",
                "0~1|-1~2;file:2: time is negative: -1",
                "0~1||2~2|1~2;file:4: time goes back from 2.0 to 1.0",
                "0~1|one~2;file:2: time is not a number: one",
                "0~1|2;file:2: a time and a bandwidth expected: 2",
                "0~1|1~0|2~0;file: the bandwidth is zero throughout",
                "7,Mbits/sec|x,Mbits/sec;file:2: bandwidth is not a number: x",
                "7,Mbits/sec|7,furlongs;file:2: unknown unit: furlongs",
                "7,Mbits/sec|7;file:2: value,unit expected: 7",
                "1|3|2;file:3: time goes back from 3 to 2",
                "1|1.5;file:2: not a millisecond from 0 to 86400000: 1.5",
                "0|0;file: the trace has no packet after millisecond 0",
                "[];file: the trace is empty",
                "[5];file:1: an object with duration_ms and bandwidth_kbps expected",
                "[|{\"duration_ms\":5}];file:2: a period needs duration_ms and bandwidth_kbps",
                "[{\"duration_ms\":\"5\",\"bandwidth_kbps\":1}];file:1: duration_ms is not a number",
                "[|{\"duration_ms\":-5,\"bandwidth_kbps\":1}];file:2: duration_ms is negative: -5",
            })
    void namesTheLineAndTheProblem(String content, String message) {
        assertThatThrownBy(() -> read(content.replace('|', '\n').replace('~', '\t')))
                .isInstanceOf(LabException.class)
                .hasMessage(message);
    }

    @Test
    void everyPrefixOfAListIsRefused() {
        String whole = "[\n{\"duration_ms\": 500, \"bandwidth_kbps\": 100, \"latency_ms\": 20}\n]";
        for (int length = 1; length < whole.length(); length++) {
            String prefix = whole.substring(0, length);
            assertThatThrownBy(() -> read(prefix)).as(prefix).isInstanceOf(LabException.class);
        }
        assertThat(read(whole).latencySeconds(0)).hasValue(0.02);
    }

    @Test
    void gzipIsReadAndCutOrDamagedGzipRefused() throws IOException {
        byte[] whole = gzip("1\n2\n3\n");
        assertThat(shape(TraceReader.read("file", whole))).isEqualTo("0.003:12000000");
        for (int length = 2; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> TraceReader.read("file", cut))
                    .as("%d of %d bytes", length, whole.length)
                    .isInstanceOf(LabException.class)
                    .hasMessageStartingWith("file: the gzip data is ");
        }
        whole[whole.length - 5] ^= 1;
        assertThatThrownBy(() -> TraceReader.read("file", whole))
                .hasMessageStartingWith("file: the gzip data is damaged");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void theIntegralOfATraceIsKept(long seed) {
        Random random = new Random(seed);
        StringBuilder cooked = new StringBuilder("100\t9\n");
        StringBuilder csv = new StringBuilder();
        StringBuilder json = new StringBuilder("[");
        StringBuilder packets = new StringBuilder();
        double time = 100;
        double ofCooked = 0;
        double ofCsv = 0;
        double ofJson = 0;
        int millis = 0;
        for (int i = 0; i < 300; i++) {
            double rate = random.nextInt(4) == 0 ? 0 : random.nextInt(1, 9000) / 1000.0;
            int step = random.nextInt(0, 3000);
            time += step / 1000.0;
            ofCooked += rate * 1e6 * step / 1000.0;
            cooked.append(String.format(Locale.ROOT, "%.3f %.3f x%n", time, rate));
            ofCsv += rate * 1e6;
            csv.append(rate).append(",Mbits/sec\n");
            ofJson += rate * step;
            json.append(i == 0 ? "" : ",")
                    .append("{\"duration_ms\":" + step + ",\"bandwidth_kbps\":" + rate + ",\"latency_ms\":" + i + "}");
            millis += random.nextInt(0, 4);
            packets.append(millis).append('\n');
        }
        Percentage rounding = Percentage.withPercentage(1e-9);
        assertThat(read(cooked.toString()).bitsPerLoop()).isCloseTo(ofCooked, rounding);
        assertThat(read(csv.toString()).bitsPerLoop()).isCloseTo(ofCsv, rounding);
        assertThat(read(json + "]").bitsPerLoop()).isCloseTo(ofJson, rounding);
        assertThat(read(packets.toString()).bitsPerLoop()).isCloseTo(300 * 12_000, rounding);
        assertThat(read(packets.toString()).seconds()).isCloseTo(millis / 1e3, within(1e-9));
    }

    @Test
    void timeAndBitsAreInverseOverManyLoops() {
        BandwidthTrace trace = read("0 0\n1 2\n2 0\n5 3\n6 0\n");
        for (double bits = 1; bits < 40e6; bits += 77_777) {
            assertThat(trace.bitsUntil(trace.timeOf(bits))).isCloseTo(bits, within(1e-3));
        }
        assertThat(trace.timeOf(2e6)).isEqualTo(1);
        assertThat(trace.timeOf(11e6)).as("not the end of the outage").isEqualTo(5);
        assertThat(trace.timeOf(22e6)).isEqualTo(11);
        assertThat(trace.bitsUntil(6)).isEqualTo(11e6);
        assertThat(trace.bitsUntil(3)).isEqualTo(5e6);
    }

    @Test
    void everyPublishedTraceIsRead() throws IOException {
        List<TraceFile> files = TraceFile.find(List.of(Shared.folder("traces")));
        assertThat(files.stream().map(TraceFile::family).distinct()).hasSize(12);
        for (TraceFile file : files) {
            BandwidthTrace trace = TraceReader.read(file.file());
            assertThat(trace.seconds()).as(file.file().toString()).isBetween(10.0, 20_000.0);
            assertThat(trace.meanBitsPerSecond()).as(file.file().toString()).isBetween(1e4, 2e9);
        }
    }

    @Test
    void aLinkToAFolderIsAFamily(@TempDir Path folder) throws IOException {
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Files.writeString(elsewhere.resolve("log"), "0 1\n1 2\n");
        Path link = Files.createSymbolicLink(folder.resolve("family"), elsewhere);
        assertThat(TraceFile.find(List.of(link)))
                .singleElement()
                .extracting(TraceFile::family)
                .isEqualTo("family");
        assertThat(TraceFile.find(List.of(elsewhere, link)))
                .as("a file that is reached twice")
                .singleElement()
                .extracting(TraceFile::family)
                .isEqualTo("elsewhere");
        Path loop = Files.createSymbolicLink(elsewhere.resolve("above"), folder);
        assertThatThrownBy(() -> TraceFile.find(List.of(folder)))
                .isInstanceOf(LabException.class)
                .hasMessage(loop + ": a link to a folder above it; name the folders of traces");
    }

    @ParameterizedTest
    @CsvSource({
        "fcc/002_trace_939592_http---www.facebook.com_640, unit 939592",
        "fcc/trace_939592_http---www.facebook_part6.log, unit 939592",
        "starlink/starlink_05.txt, starlink_0*",
        "mahimahi/ATT-LTE-driving.up.gz, ATT-LTE-driving",
        "lte/report_tram_0004.json, report_tram_0004",
        "hsdpa-3g/norway_bus_1, norway_bus_1",
    })
    void tracesOfOneLogAreKnownByTheirNames(String path, String log) {
        TraceFile file = TraceFile.of(Path.of(path));
        assertThat(file.log()).isEqualTo(log);
        assertThat(file.family()).isEqualTo(path.substring(0, path.indexOf('/')));
    }
}
