package dev.starling.edge;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.starling.edge.catalog.Catalog;
import dev.starling.edge.session.SizeChooser;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Whatever the folder of a package contains, the others are served. Over real sockets. */
class BadPackagesTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    private interface Damage {
        void to(Path titleFile) throws Exception;
    }

    private static void pipe(Path path) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor())
                .isZero();
    }

    private static Damage text(String text) {
        return file -> Files.writeString(file, text);
    }

    private static Damage replaced(String pattern, String replacement) {
        return file -> {
            Path folder = file.resolveSibling("");
            Files.delete(folder);
            new GeneratedPackage(1, 100_000, 1).write(folder);
            String text = Files.readString(file);
            String damaged = text.replaceFirst(pattern, replacement);
            assertThat(damaged).isNotEqualTo(text);
            Files.writeString(file, damaged);
        };
    }

    private Map<String, Damage> damages() {
        Map<String, Damage> damages = new TreeMap<>();
        damages.put("empty", text(""));
        damages.put("deep arrays", text("[".repeat(1_000_000)));
        damages.put("deep objects", text("{\"a\":".repeat(1_000_000)));
        damages.put("many values", text("[" + "[],".repeat(9_000_000)));
        damages.put("null", text("null"));
        damages.put("noise", file -> {
            byte[] noise = new byte[100_000];
            new SplittableRandom(1).nextBytes(noise);
            Files.write(file, noise);
        });
        damages.put("invalid UTF-8", file -> Files.write(file, new byte[] {'{', '"', (byte) 0xFF, (byte) 0xC0}));
        damages.put("a long number", text("{\"format\":" + "9".repeat(1_000_000) + "}"));
        damages.put("a long exact number", text("{\"a\":0." + "9".repeat(1_000_000) + "e-99999999999}"));
        damages.put("a huge exponent", text("{\"format\":\"starling-package\",\"version\":1e999999999}"));
        damages.put("huge duration", replaced("\"durationTicks\" : \\d+", "\"durationTicks\" : 9223372036854775807"));
        damages.put("huge number of frames", replaced("\"frameCount\" : \\d+", "\"frameCount\" : 2147483647"));
        damages.put("huge start", replaced("\"startTicks\" : \\d+", "\"startTicks\" : 1e300"));
        damages.put("negative size", replaced("\"bytes\" : \\d+", "\"bytes\" : -1"));
        damages.put("no sample rate", replaced("\"sampleRate\" : \\d+", "\"sampleRate\" : 0"));
        damages.put("negative width", replaced("\"width\" : \\d+", "\"width\" : -2147483648"));
        damages.put("a large file", file -> {
            try (var channel = Files.newByteChannel(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                channel.position(1L << 40).write(ByteBuffer.wrap(new byte[1]));
            }
        });
        damages.put("a pipe", BadPackagesTest::pipe);
        damages.put("a folder", Files::createDirectory);
        damages.put("a device", file -> Files.createSymbolicLink(file, Path.of("/dev/zero")));
        damages.put("a terminal", file -> Files.createSymbolicLink(file, Path.of("/dev/tty")));
        damages.put("a link to nothing", file -> Files.createSymbolicLink(file, Path.of("nothing")));
        damages.put("a link to itself", file -> Files.createSymbolicLink(file, file));
        damages.put("a link out of it", file -> Files.createSymbolicLink(file, folder.resolve("good/title.json")));
        damages.put("a relative link out of it", file -> Files.createSymbolicLink(file, Path.of("../good/title.json")));
        return damages;
    }

    /** What a URL can name is served; the others, which clients could only ask for in vain, are left out. */
    @Test
    void aNameWithAControlCharacterIsOneLineAndAnyOtherIsServed() throws Exception {
        List<String> good = List.of("a;b", "a\\b", "50%25", "é \u20ac", "a?b#c", "\"<&>\"", "a+b=c", "%2e%2e", "a..b");
        List<String> bad = List.of("two\nlines", "c\rd", "e\tf", "g\u007fh", "i\u0085j");
        GeneratedPackage title = new GeneratedPackage(1, 100_000, 1);
        for (String name : good) {
            title.write(folder.resolve(name));
        }
        for (String name : bad) {
            title.write(folder.resolve(name));
        }
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        Logger logger = (Logger) LoggerFactory.getLogger(Catalog.class);
        logger.addAppender(lines);
        try (EdgeServer edge = LocalEdge.start(folder)) {
            for (int i = 0; i < 2; i++) {
                var titles = JSON.readTree(
                        RawClient.get(edge.port(), "/api/titles").body().getBytes(StandardCharsets.ISO_8859_1));
                assertThat(titles).extracting(it -> it.get("id").asText()).containsExactlyInAnyOrderElementsOf(good);
            }
            for (String name : good) {
                String manifest = new Route.Manifest(name, SizeChooser.SERVER, Route.Format.HLS).path();
                String text = RawClient.get(edge.port(), manifest).body();
                URI media = URI.create("http://x" + manifest)
                        .resolve(text.lines()
                                .filter(it -> !it.startsWith("#"))
                                .findFirst()
                                .orElseThrow());
                assertThat(RawClient.get(edge.port(), media.getRawPath()).status())
                        .as(name)
                        .isEqualTo(200);
            }
            for (String name : bad) {
                assertThat(lines.list)
                        .extracting(ILoggingEvent::getFormattedMessage)
                        .filteredOn(line -> line.contains(name.replaceAll("\\p{Cc}", "?")))
                        .as(name)
                        .singleElement()
                        .asString()
                        .contains(folder.toString(), "rename the folder")
                        .hasLineCount(1);
            }
        } finally {
            logger.detachAppender(lines);
        }
    }

    @Test
    void eachIsOneLineWithItsPathAndTheOthersAreServed() throws Exception {
        new GeneratedPackage(1, 100_000, 1).write(folder.resolve("good"));
        Map<String, Damage> damages = damages();
        for (Map.Entry<String, Damage> damage : damages.entrySet()) {
            Path title = folder.resolve(damage.getKey()).resolve("title.json");
            Files.createDirectory(title.resolveSibling(""));
            damage.getValue().to(title);
        }
        Files.writeString(folder.resolve("a file"), "");
        pipe(folder.resolve("a pipe beside"));
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        Logger logger = (Logger) LoggerFactory.getLogger(Catalog.class);
        logger.addAppender(lines);
        try (EdgeServer edge = LocalEdge.start(folder)) {
            for (int i = 0; i < 2; i++) {
                var titles = JSON.readTree(
                        RawClient.get(edge.port(), "/api/titles").body().getBytes(StandardCharsets.ISO_8859_1));
                assertThat(titles.findValuesAsText("name")).hasSize(1);
                assertThat(titles.get(0).get("id").asText()).isEqualTo("good");
            }
            List<String> messages =
                    lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
            assertThat(messages).hasSize(damages.size()).allMatch(line -> !line.contains("\n"));
            for (String name : damages.keySet()) {
                assertThat(messages)
                        .filteredOn(line -> line.contains(folder.resolve(name) + "/title.json"))
                        .as(name)
                        .hasSize(1);
            }
            assertThat(RawClient.get(edge.port(), "/titles/good/server.m3u8").status())
                    .isEqualTo(200);
        } finally {
            logger.detachAppender(lines);
        }
    }
}
