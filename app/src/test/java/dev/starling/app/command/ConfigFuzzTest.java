package dev.starling.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a configuration file holds, the reader returns its lines or names the bad one. */
class ConfigFuzzTest {
    private static final String PIECES = "port= \t\r\n#\u0000\"\\é=limit";

    static Stream<byte[]> files() {
        SplittableRandom random = new SplittableRandom(1);
        Stream<byte[]> random256 = Stream.generate(() -> {
                    StringBuilder text = new StringBuilder();
                    for (int i = random.nextInt(40); i > 0; i--) {
                        text.append(PIECES.charAt(random.nextInt(PIECES.length())));
                    }
                    return text.toString().getBytes(StandardCharsets.UTF_8);
                })
                .limit(256);
        return Stream.concat(
                Stream.of("port = 80\n# a\n\nhost=::", "\uFEFFport=1", "=", "a", "a=\u0000", "\n\n\n=x")
                        .map(it -> it.getBytes(StandardCharsets.UTF_8)),
                Stream.concat(Stream.of(new byte[] {'a', '=', (byte) 0xC3}, new byte[0]), random256));
    }

    @MethodSource("files")
    @FuzzTest(maxDuration = "5m")
    void file(byte[] content) {
        long lines = new String(content, StandardCharsets.ISO_8859_1)
                        .chars()
                        .filter(it -> it == '\n')
                        .count()
                + 1;
        try {
            for (ConfigFile.Entry entry : ConfigFile.parse(content)) {
                assertThat(entry.line()).isBetween(1, (int) lines);
                assertThat(entry.key()).isNotBlank().doesNotContain("=", "\n");
                assertThat(entry.value()).isEqualTo(entry.value().strip()).doesNotContainPattern("\\p{Cntrl}");
            }
        } catch (ConfigFile.MalformedException e) {
            assertThat(e).message().matches("[1-9][0-9]*: .+").hasSizeLessThan(120);
            assertThat(Integer.parseInt(String.valueOf(e.getMessage()).replaceFirst(":.*", "")))
                    .isLessThanOrEqualTo((int) lines);
        }
    }
}
