package dev.starling.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.starling.edge.RawClient.Answer;
import dev.starling.swarm.pack.PackageReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PosterTest {
    @Test
    void aTitleHasItsPosterForEverAndOneWithoutSaysSo(@TempDir Path folder) throws IOException {
        for (String title : List.of("damaged", "old", "t")) {
            new GeneratedPackage(1, 1_000_000, 1).write(folder.resolve(title));
        }
        Files.delete(folder.resolve("old/poster.bin"));
        Files.write(folder.resolve("damaged/poster.bin"), new byte[20]);
        String edition = PackageReader.open(folder.resolve("t")).edition();
        try (EdgeServer edge = LocalEdge.start(folder)) {
            JsonNode titles = new ObjectMapper()
                    .readTree(RawClient.get(edge.port(), "/api/titles").body());
            assertThat(titles).extracting(it -> it.get("poster").asBoolean()).containsExactly(false, false, true);
            Answer poster = RawClient.get(edge.port(), "/titles/t/editions/" + edition + "/poster.jpg");
            assertThat(poster.status()).isEqualTo(200);
            assertThat(poster.header("content-type")).hasValue("image/jpeg");
            assertThat(poster.header("cache-control")).hasValue("public, max-age=31536000, immutable");
            assertThat(poster.body()).isEqualTo(new String(GeneratedPackage.POSTER, StandardCharsets.US_ASCII));
            assertThat(RawClient.get(edge.port(), "/titles/old/editions/" + edition + "/poster.jpg")
                            .status())
                    .isEqualTo(404);
            assertThat(RawClient.get(edge.port(), "/titles/t/editions/0a/poster.jpg")
                            .status())
                    .isEqualTo(404);
        }
    }
}
