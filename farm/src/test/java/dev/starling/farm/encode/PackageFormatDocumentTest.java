package dev.starling.farm.encode;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.starling.farm.GeneratedTitle;
import dev.starling.farm.PackageBytes;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What docs/package-format.md says, held against a package, without the code that writes and reads packages. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PackageFormatDocumentTest {
    /** Objects whose members are data (cluster names) or documented elsewhere (the profile, in its Javadoc). */
    private static final Set<String> OPAQUE = Set.of("assignment", "centroid");

    private String document;
    private Path folder;
    private JsonNode title;

    @BeforeAll
    void encode(@TempDir Path temporary) throws Exception {
        document = Files.readString(
                Path.of(System.getProperty("starling.root", "..")).resolve("docs/package-format.md"));
        folder = temporary.resolve("package");
        Path input =
                GeneratedTitle.sized(96, 64).at(10).scenes(12, 0).withTone(1).write(temporary.resolve("title.mkv"));
        new Farm()
                .encode(
                        EncodeRequest.of(input, folder, 1)
                                .withTarget(new QualityTarget.RateFactor(23))
                                .withTails(new TailRule(TailMode.EMERGENCY, 0)),
                        event -> {});
        title = new ObjectMapper().readTree(folder.resolve("title.json").toFile());
    }

    @Test
    void everyMemberOfTheTitleIsDocumented() {
        Set<String> names = new TreeSet<>();
        collect(title, names);
        assertThat(names)
                .hasSizeGreaterThan(30)
                .allSatisfy(name -> assertThat(document).containsPattern("`" + name + "(\\[\\])?`"));
    }

    private static void collect(JsonNode node, Set<String> names) {
        if (node.isArray()) {
            node.forEach(element -> collect(element, names));
        }
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            names.add(member.getKey());
            if (!OPAQUE.contains(member.getKey())) {
                collect(member.getValue(), names);
            }
        }
    }

    @Test
    void theFilesAreThoseOfTheTree() throws Exception {
        assertThat(PackageBytes.of(folder).keySet())
                .allMatch(it -> it.matches("title\\.json|idr\\.bin|poster\\.bin|init/(64p|audio1-mono-\\d\\d)\\.mp4"
                        + "|clips/00000/64p-crf\\d\\d-[a-z]\\.bin"
                        + "|clips/00000/tails/64p-crf\\d\\d-[a-z]/\\d+-\\d+\\.bin"
                        + "|clips/00000/atlas\\.bin|audio/audio1-mono-\\d\\d/00000\\.bin"))
                .contains(
                        "title.json",
                        "idr.bin",
                        "poster.bin",
                        "init/64p.mp4",
                        "clips/00000/atlas.bin",
                        "init/audio1-mono-80.mp4",
                        "audio/audio1-mono-48/00000.bin");
    }

    @Test
    void thePosterIsLaidOutAsTheTableSaysAndShowsAPicture() throws Exception {
        byte[] bytes = Files.readAllBytes(folder.resolve("poster.bin"));
        ByteBuffer file = ByteBuffer.wrap(bytes);
        assertThat(ascii(bytes, 0, 4)).isEqualTo("STBJ");
        assertThat(file.getShort(4)).isEqualTo((short) 1);
        CRC32 crc = new CRC32();
        crc.update(bytes, 12, bytes.length - 12);
        assertThat(file.getInt(8)).isEqualTo((int) crc.getValue());
        BufferedImage picture = ImageIO.read(new ByteArrayInputStream(bytes, 12, bytes.length - 12));
        assertThat(picture.getHeight())
                .isEqualTo(title.get("displaySize").get("height").asInt());
    }

    @Test
    void aMemberFileIsLaidOutAsTheTableSays() throws Exception {
        JsonNode member = title.get("clips").get(0).get("members").get(0);
        byte[] bytes = Files.readAllBytes(
                folder.resolve("clips/00000/" + member.get("cluster").asText() + ".bin"));
        ByteBuffer file = ByteBuffer.wrap(bytes);
        assertThat(ascii(bytes, 0, 4)).isEqualTo("STMB");
        assertThat(file.getShort(4)).isEqualTo((short) 2);
        int units = file.getInt(8);
        int slices = file.getInt(12);
        int payloadAt = file.getInt(16);
        assertThat(units).isEqualTo(title.get("clips").get(0).get("frameCount").asInt());
        assertThat(payloadAt % 16).isZero();
        assertThat(payloadAt).isGreaterThanOrEqualTo(28 + units * 28 + slices * 4);
        CRC32 crc = new CRC32();
        crc.update(bytes, 24, payloadAt - 24);
        assertThat(file.getInt(20)).isEqualTo((int) crc.getValue());
        CRC32 ofPayload = new CRC32();
        ofPayload.update(bytes, payloadAt, bytes.length - payloadAt);
        assertThat(file.getInt(24)).isEqualTo((int) ofPayload.getValue());
        int at = payloadAt;
        int slice = 28 + units * 28;
        for (int i = 0; i < units; i++) {
            int entry = 28 + i * 28;
            assertThat(file.get(entry + 8)).isIn(List.of((byte) 0, (byte) 2, (byte) 3));
            for (int left = file.getShort(entry + 10); left > 0; left--, slice += 4) {
                int nalUnit = at + file.getInt(slice);
                assertThat(bytes[nalUnit + 4] & 31).isIn(1, 5);
                assertThat((bytes[nalUnit + 4] >> 5) & 3).isEqualTo(file.get(entry + 9));
            }
            assertThat(file.getFloat(entry + 12)).isBetween(20f, 60f);
            assertThat(file.getFloat(entry + 16)).isBetween(0.5f, 1f);
            assertThat(file.getFloat(entry + 20)).isBetween(20f, 100f);
            assertThat(file.getFloat(entry + 24)).isBetween(20f, file.getFloat(entry + 20));
            at += file.getInt(entry);
        }
        assertThat(at).isEqualTo(bytes.length);
        assertThat(at - payloadAt).isEqualTo(member.get("bytes").asInt());
    }

    @Test
    void anAtlasIsLaidOutAsTheTableSays() throws Exception {
        byte[] bytes = Files.readAllBytes(folder.resolve("clips/00000/atlas.bin"));
        ByteBuffer file = ByteBuffer.wrap(bytes);
        assertThat(ascii(bytes, 0, 4)).isEqualTo("STBA");
        assertThat(file.getShort(4)).isEqualTo((short) 3);
        int points = file.getShort(6);
        assertThat(points).isPositive();
        CRC32 crc = new CRC32();
        crc.update(bytes, 12, bytes.length - 12);
        assertThat(file.getInt(8)).isEqualTo((int) crc.getValue());
        int at = 12;
        Set<Integer> kinds = new TreeSet<>();
        for (int i = 0; i < points; i++) {
            int kind = bytes[at++];
            kinds.add(kind);
            String member = ascii(bytes, at + 1, bytes[at]);
            at += 1 + bytes[at];
            if (kind == 1) {
                int from = file.getInt(at);
                String tail = "clips/00000/tails/" + member + "/" + from + "-" + (int) file.getFloat(at + 4) + ".bin";
                assertThat(folder.resolve(tail)).isRegularFile();
                assertThat(file.getLong(at + 8)).isPositive();
                assertThat(file.getLong(at + 16)).isGreaterThan(file.getLong(at + 8));
                assertQuality(file, at + 24);
                at += 56;
            } else {
                assertThat(folder.resolve("clips/00000/" + member + ".bin")).isRegularFile();
                assertThat(file.getLong(at)).isPositive();
                assertQuality(file, at + 8);
                assertThat(file.getDouble(at + 40)).isBetween(0.0, file.getDouble(at + 32));
                assertThat(file.get(at + 48)).as("measured").isZero();
                at += 49;
            }
        }
        assertThat(kinds).as("one slice has no rows").containsExactly(1, 3);
        assertThat(at).isEqualTo(bytes.length);
    }

    private static void assertQuality(ByteBuffer file, int at) {
        assertThat(file.getDouble(at)).isBetween(10.0, 60.0);
        assertThat(file.getDouble(at + 8)).isBetween(0.0, 1.0);
        assertThat(file.getDouble(at + 16)).isBetween(0.0, 100.0);
        assertThat(file.getDouble(at + 24)).isBetween(0.0, 100.0);
    }

    private static String ascii(byte[] bytes, int from, int count) {
        return new String(bytes, from, count, StandardCharsets.US_ASCII);
    }
}
