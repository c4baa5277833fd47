package dev.starling.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.edge.RawClient.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.stream.Stream;

/**
 * Uploads by tus, each request on a connection of its own.
 *
 * @param port of the edge
 * @param folder its uploads
 */
record TusClient(int port, Path folder) {
    static String request(String method, String target, String headers, String body) {
        return method + " " + target + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTus-Resumable: 1.0.0\r\n" + headers
                + "Content-Length: " + body.length() + "\r\n\r\n" + body;
    }

    Answer ask(String method, String target, String headers, String body) throws IOException {
        return RawClient.once(port, request(method, target, headers, body));
    }

    private static String metadata(String name) {
        return "Upload-Metadata: filetype dmlkZW8=,filename "
                + Base64.getEncoder().encodeToString(name.getBytes(StandardCharsets.UTF_8)) + "\r\n";
    }

    Answer create(String name, long bytes) throws IOException {
        return ask("POST", "/api/uploads", "Upload-Length: " + bytes + "\r\n" + metadata(name), "");
    }

    /** Begins an upload and returns its path. */
    String begun(String name, long bytes) throws IOException {
        Answer answer = create(name, bytes);
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        // Headers come in lower case here, but ids differ in case.
        try (Stream<Path> all = Files.list(folder)) {
            String location = answer.header("location").orElseThrow().substring("uploads/".length());
            return "/api/uploads/"
                    + all.map(it -> it.getFileName().toString())
                            .filter(location::equalsIgnoreCase)
                            .findFirst()
                            .orElseThrow();
        }
    }

    Answer append(String upload, long offset, String body) throws IOException {
        return ask("PATCH", upload, patchHeaders(offset), body);
    }

    static String patchHeaders(long offset) {
        return "Content-Type: application/offset+octet-stream\r\nUpload-Offset: " + offset + "\r\n";
    }

    long offset(String upload) throws IOException {
        Answer answer = ask("HEAD", upload, "", "");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("cache-control")).hasValue("no-store");
        return Long.parseLong(answer.header("upload-offset").orElseThrow());
    }
}
