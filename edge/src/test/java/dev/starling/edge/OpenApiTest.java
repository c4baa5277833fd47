package dev.starling.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.linecorp.armeria.common.HttpMethod;
import dev.starling.edge.limits.EdgeLimits;
import dev.starling.edge.upload.UploadLimits;
import dev.starling.edge.upload.Uploads;
import dev.starling.swarm.pack.PackageReader;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The OpenAPI document against the routes, and against what the edge answers. */
class OpenApiTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TOKEN = "0123456789abcdef";

    @TempDir
    private static Path folder;

    private static EdgeServer edge;
    private static Uploads uploads;
    private static String text;
    private static JsonNode document;

    @BeforeAll
    static void start() throws IOException {
        Path titles = folder.resolve("titles");
        new GeneratedPackage(1, 100_000, 1).write(titles.resolve("t"));
        Path upload = Files.createDirectories(folder.resolve("uploads/AAAAAAAAAAAAAAAAAAAAAA/input"));
        Files.createFile(upload.resolve("t.mp4"));
        Files.writeString(upload.resolveSibling("upload.json"), """
                {"format": "starling-upload", "version": 1, "id": "AAAAAAAAAAAAAAAAAAAAAA", "title": "t",
                 "file": "t.mp4", "bytes": 10, "createdAt": 1, "state": "uploading", "message": null,
                 "encoder": null}""");
        uploads = Uploads.open(
                new Uploads.Places(folder.resolve("uploads"), titles),
                UploadLimits.of(EdgeLimits.DEFAULT),
                (input, output, store) -> List.of("true"),
                InstantSource.system(),
                new SplittableRandom(1));
        AdminToken token = AdminToken.read(Files.writeString(folder.resolve("token"), TOKEN));
        edge = LocalEdge.start(
                titles,
                EdgeSettings.DEFAULT
                        .withPathLab(PathLab.ON)
                        .withUploads(uploads)
                        .withOperations(Operations.NONE.withAdminToken(Optional.of(token))));
        RawClient.Answer answer = RawClient.get(edge.port(), "/openapi.json");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("content-type")).hasValue("application/json");
        text = answer.body();
        document = JSON.readTree(text);
    }

    @AfterAll
    static void stop() {
        edge.close();
        uploads.close();
    }

    @Test
    void theDocumentIsValid() {
        SwaggerParseResult result = new OpenAPIV3Parser().readContents(text, null, null);
        assertThat(result.getMessages()).isEmpty();
        assertThat(result.isOpenapi31()).isTrue();
    }

    @Test
    void itHasEveryRouteWithItsMethodsAndNoOthers() {
        Map<String, Set<String>> documented = new HashMap<>();
        document.get("paths")
                .properties()
                .forEach(path -> documented.put(
                        path.getKey(),
                        path.getValue().properties().stream()
                                .map(Map.Entry::getKey)
                                .collect(Collectors.toSet())));
        Map<String, Set<String>> served = new HashMap<>();
        RouteTable.patterns()
                .forEach((pattern, methods) -> served.put(
                        pattern.replace("...", ""),
                        methods.stream()
                                .filter(it -> it != HttpMethod.HEAD)
                                .map(it -> it.name().toLowerCase(Locale.ROOT))
                                .collect(Collectors.toSet())));
        assertThat(documented).isEqualTo(served);
    }

    /** A documented operation. */
    private record Operation(String path, String method, JsonNode node) {
        /** The path with the examples of its parameters. */
        String target(String edition) {
            String target = path.replace("{edition}", edition);
            for (JsonNode reference : node.path("parameters")) {
                JsonNode parameter = resolve(reference);
                if (parameter.get("in").asText().equals("path")) {
                    assertThat(parameter.has("example"))
                            .as(parameter.toString())
                            .isTrue();
                    target = target.replace(
                            "{" + parameter.get("name").asText() + "}",
                            parameter.get("example").asText());
                }
            }
            assertThat(target).doesNotContain("{");
            return target;
        }

        String body() {
            for (JsonNode content : node.path("requestBody").path("content")) {
                if (content.has("example")) {
                    JsonNode example = content.get("example");
                    return example.isTextual() ? example.asText() : example.toString();
                }
            }
            return "";
        }

        /** The headers that are documented, with their examples; the type of the body where there is one alone. */
        String headers() {
            StringBuilder headers = new StringBuilder();
            for (JsonNode reference : node.path("parameters")) {
                JsonNode parameter = resolve(reference);
                if (parameter.get("in").asText().equals("header")) {
                    headers.append(parameter.get("name").asText())
                            .append(": ")
                            .append(parameter.get("example").asText())
                            .append("\r\n");
                }
            }
            JsonNode content = node.path("requestBody").path("content");
            if (content.size() == 1) {
                headers.append("Content-Type: ")
                        .append(content.propertyStream()
                                .findFirst()
                                .orElseThrow()
                                .getKey())
                        .append("\r\n");
            }
            return headers.toString();
        }
    }

    private static JsonNode resolve(JsonNode node) {
        return node.has("$ref") ? document.at(node.get("$ref").asText().substring(1)) : node;
    }

    private static List<Operation> operations() {
        List<Operation> operations = new ArrayList<>();
        document.get("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .properties()
                        .forEach(it -> operations.add(new Operation(path.getKey(), it.getKey(), it.getValue()))));
        return operations;
    }

    @Test
    void everyOperationAnswersAsDocumented() throws IOException {
        String edition = PackageReader.open(folder.resolve("titles/t")).edition();
        // Sessions exist once something was requested in them; the one that is ended comes last.
        List<Operation> inOrder = new ArrayList<>(operations());
        inOrder.sort(Comparator.comparing((Operation it) -> it.method().equals("delete"))
                .thenComparing(it -> !it.path().contains("/swarm/")));
        for (Operation operation : inOrder) {
            String what = operation.method() + " " + operation.path();
            String body = operation.body();
            boolean endless = operation.path().endsWith("/events");
            String request = (endless ? "HEAD" : operation.method().toUpperCase(Locale.ROOT)) + " "
                    + operation.target(edition) + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer "
                    + TOKEN + "\r\n" + operation.headers() + "Content-Length: " + body.length() + "\r\n\r\n" + body;
            RawClient.Answer answer = RawClient.once(edge.port(), request);
            assertThat(answer.status()).as(what).isBetween(200, 204);
            JsonNode documented = operation.node().get("responses").get(Integer.toString(answer.status()));
            assertThat(documented).as(what + " " + answer.status()).isNotNull();
            JsonNode content = documented.path("content");
            if (content.isEmpty()) {
                continue;
            }
            String type = answer.header("content-type").orElseThrow().replaceFirst(";.*", "");
            assertThat(content.has(type)).as(what + " " + type).isTrue();
            if (type.equals("application/json")) {
                check(JSON.readTree(answer.body()), content.get(type).get("schema"), what);
            }
        }
    }

    /** Whether every member of a value is in the schema, and every required one in the value. */
    private static void check(JsonNode value, JsonNode schemaOrReference, String where) {
        JsonNode schema = resolve(schemaOrReference);
        if (schema.has("items")) {
            assertThat(value.isArray()).as(where).isTrue();
            for (int i = 0; i < value.size(); i++) {
                check(value.get(i), schema.get("items"), where + "[" + i + "]");
            }
        }
        if (schema.has("enum")) {
            assertThat(schema.get("enum")).as(where).contains(value);
        }
        switch (schema.get("type").asText()) {
            case "number" -> assertThat(value.isNumber()).as(where).isTrue();
            case "integer" -> assertThat(value.isIntegralNumber()).as(where).isTrue();
            case "string" -> assertThat(value.isTextual()).as(where).isTrue();
            case "boolean" -> assertThat(value.isBoolean()).as(where).isTrue();
            default -> assertThat(value.isContainerNode()).as(where).isTrue();
        }
        if (schema.has("properties")) {
            value.properties().forEach(member -> {
                String name = where + "." + member.getKey();
                assertThat(schema.get("properties").has(member.getKey()))
                        .as(name)
                        .isTrue();
                check(member.getValue(), schema.get("properties").get(member.getKey()), name);
            });
            schema.path("required")
                    .forEach(it -> assertThat(value.has(it.asText()))
                            .as(where + "." + it.asText())
                            .isTrue());
        }
    }
}
