package dev.starling.edge.hls;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** Where a checker gets playlists and media from. */
@FunctionalInterface
interface Source {
    /** Requests a resource; redirects are not followed. */
    Answer get(URI uri, Map<String, String> headers);

    /**
     * A response.
     *
     * @param headers their names in lower case
     * @param content as it was transferred
     */
    record Answer(int status, Map<String, String> headers, ByteBuffer content) {
        Optional<String> header(String name) {
            return Optional.ofNullable(headers.get(name));
        }

        byte[] bytes() {
            byte[] bytes = new byte[content.remaining()];
            content.duplicate().get(bytes);
            return bytes;
        }

        /** The content without its coding. */
        String text() {
            if (!header("content-encoding").equals(Optional.of("gzip"))) {
                return new String(bytes(), StandardCharsets.UTF_8);
            }
            try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes()))) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** The same response with another text, compressed as before. */
        Answer withText(UnaryOperator<String> change) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
                out.write(change.apply(text()).getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return new Answer(status, headers, ByteBuffer.wrap(bytes.toByteArray()));
        }
    }

    /** A source over HTTP. */
    static Source http() {
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
        return (uri, headers) -> {
            HttpRequest.Builder request = HttpRequest.newBuilder(uri);
            headers.forEach(request::header);
            try {
                var answer = client.send(request.build(), BodyHandlers.ofByteArray());
                Map<String, String> its = new TreeMap<>();
                answer.headers()
                        .map()
                        .forEach((name, values) -> its.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
                return new Answer(answer.statusCode(), its, ByteBuffer.wrap(answer.body()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        };
    }
}
