package dev.starling.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.common.HttpMethod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** {@code docs/http-api.md} against the code. */
class HttpApiDocumentTest {
    private static final Pattern REQUEST = Pattern.compile("    (GET|POST|PUT|DELETE) (/\\S*).*");

    /** A documented request. */
    private record Request(HttpMethod method, Route route) {}

    private static List<Request> documented() throws IOException {
        Path document = Path.of(System.getProperty("starling.root", "..")).resolve("docs/http-api.md");
        return Files.readAllLines(document).stream()
                .map(REQUEST::matcher)
                .filter(line -> line.matches())
                .map(line -> new Request(HttpMethod.valueOf(line.group(1)), route(line.group(2))))
                .toList();
    }

    private static Route route(String documented) {
        String path = documented
                .replace("TITLE", "t")
                .replace("SESSION", "AAAAAAAAAAAAAAAAAAAAAA")
                .replace("RECORDED", "0123456789abcdef0123")
                .replace("UPLOAD", "AAAAAAAAAAAAAAAAAAAAAA")
                .replace("RUNG", "0")
                .replace("EDITION", "0a")
                .replace("PLAN", "p")
                .replace("GROUP", "g")
                .replace("RENDITION", "a")
                .replace("/SET/", "/1-2ch/")
                .replace("CLIP", "7");
        return Route.of(path).orElseThrow(() -> new AssertionError(path));
    }

    @Test
    void everyPathOfTheDocumentLeadsSomewhereAndEveryKindOfRouteIsInIt() throws IOException {
        assertThat(documented().stream()
                        .<Class<?>>map(request -> request.route().getClass())
                        .collect(Collectors.toSet()))
                .containsExactlyInAnyOrder(Route.class.getPermittedSubclasses());
    }

    @Test
    void everyRowOfTheTableIsDocumentedWithItsMethod() throws IOException {
        List<Request> documented = documented();
        assertThat(documented)
                .allSatisfy(request -> assertThat(request.route().methods()).contains(request.method()));
        Set<String> patterns =
                documented.stream().map(request -> request.route().pattern()).collect(Collectors.toSet());
        assertThat(patterns).hasSize(RouteTable.size());
    }
}
