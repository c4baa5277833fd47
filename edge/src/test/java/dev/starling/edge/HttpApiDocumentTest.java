package dev.starling.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** {@code docs/http-api.md} against the code. */
class HttpApiDocumentTest {
    private static final Pattern REQUEST = Pattern.compile("    (GET|POST|PUT) (/\\S*).*");

    private static List<Route> documented() throws IOException {
        Path document = Path.of(System.getProperty("starling.root", "..")).resolve("docs/http-api.md");
        return Files.readAllLines(document).stream()
                .map(REQUEST::matcher)
                .filter(line -> line.matches())
                .map(line -> line.group(2)
                        .replace("TITLE", "t")
                        .replace("SESSION", "AAAAAAAAAAAAAAAAAAAAAA")
                        .replace("GROUP", "g")
                        .replace("CLIP", "7"))
                .map(path -> Route.of(path).orElseThrow(() -> new AssertionError(path)))
                .toList();
    }

    @Test
    void everyPathOfTheDocumentLeadsSomewhereAndEveryKindOfRouteIsInIt() throws IOException {
        assertThat(documented().stream().map(Object::getClass).collect(Collectors.toSet()))
                .containsExactlyInAnyOrder(Route.class.getPermittedSubclasses());
    }
}
