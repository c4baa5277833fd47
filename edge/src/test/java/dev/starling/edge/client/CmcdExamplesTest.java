package dev.starling.edge.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * CMCD as npm's {@code @svta/cml-cmcd} writes it: {@code web/test/cmcd.test.ts} makes the examples of every key and
 * mode, and checks that they are those of the installed version.
 */
class CmcdExamplesTest {
    /**
     * A payload.
     *
     * @param mode {@code query}, percent-encoded; {@code headers}, a line each; {@code event}; {@code json}
     * @param values the values by key, as the package itself reads them
     */
    private record Example(String mode, String payload, Map<String, String> values) {
        Cmcd read() throws MalformedCmcdException {
            return switch (mode) {
                case "query" -> Cmcd.parse(URLDecoder.decode(payload, StandardCharsets.UTF_8));
                case "headers" -> Cmcd.parse(payload.replace('\n', ','));
                case "event" -> only(CmcdEvents.ofLines(payload.getBytes(StandardCharsets.UTF_8)));
                case "json" -> only(CmcdEvents.ofJson(payload.getBytes(StandardCharsets.UTF_8)));
                default -> throw new AssertionError(mode);
            };
        }

        private Cmcd only(CmcdEvents events) {
            assertThat(events.malformed()).as(payload).isZero();
            return events.valid().getFirst();
        }
    }

    private static List<Example> examples() throws IOException {
        JsonMapper json = new JsonMapper();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(CmcdExamplesTest.class.getResourceAsStream("cmcd-examples.jsonl")),
                StandardCharsets.UTF_8))) {
            return lines.lines()
                    .map(line -> {
                        try {
                            return json.readValue(line, Example.class);
                        } catch (IOException e) {
                            throw new AssertionError(line, e);
                        }
                    })
                    .toList();
        }
    }

    @Test
    void everyExampleIsReadAsThePackageReadsIt() throws IOException, MalformedCmcdException {
        for (Example example : examples()) {
            assertThat(example.read().byToken())
                    .as(example.payload())
                    .containsExactlyInAnyOrderEntriesOf(example.values());
        }
    }

    @Test
    void everyKeyIsInAnExampleOfEveryModeThatReservesIt() throws IOException, MalformedCmcdException {
        Set<CmcdKey> ofVersion1 = EnumSet.noneOf(CmcdKey.class);
        Set<CmcdKey> inRequests = EnumSet.noneOf(CmcdKey.class);
        Set<CmcdKey> inEvents = EnumSet.noneOf(CmcdKey.class);
        for (Example example : examples()) {
            Cmcd cmcd = example.read();
            boolean later = cmcd.values().containsKey(CmcdKey.V);
            (example.mode().equals("event") ? inEvents : later ? inRequests : ofVersion1)
                    .addAll(cmcd.values().keySet());
        }
        Set<CmcdKey> version1 = EnumSet.copyOf(CmcdKey.reserved(1, CmcdKey.Mode.REQUEST));
        version1.remove(CmcdKey.V);
        assertThat(ofVersion1).containsExactlyInAnyOrderElementsOf(version1);
        assertThat(inRequests).containsExactlyInAnyOrderElementsOf(CmcdKey.reserved(2, CmcdKey.Mode.REQUEST));
        assertThat(inEvents).containsExactlyInAnyOrderElementsOf(CmcdKey.reserved(2, CmcdKey.Mode.EVENT));
    }
}
