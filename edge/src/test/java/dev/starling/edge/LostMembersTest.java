package dev.starling.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.starling.edge.catalog.Catalog;
import dev.starling.edge.catalog.PublishedTitle;
import dev.starling.edge.delivery.Blending;
import dev.starling.edge.delivery.ClipRequest;
import dev.starling.edge.delivery.Fragments;
import dev.starling.edge.delivery.PreparedClip;
import dev.starling.edge.delivery.RequantisingWorkers;
import dev.starling.edge.manifest.Rendition;
import dev.starling.swarm.pack.PackageReader;
import dev.starling.swarm.profile.PictureSize;
import dev.starling.swarm.steer.Bandwidth;
import dev.starling.swarm.steer.CapabilityVector;
import dev.starling.swarm.steer.Levels;
import dev.starling.swarm.steer.NetworkState;
import dev.starling.swarm.steer.StaticPolicy;
import dev.starling.swarm.title.Clip;
import dev.starling.swarm.title.ClusterId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A member that is missing or damaged takes itself out of the offer and nothing else. Over real sockets. */
class LostMembersTest {
    private static final RequantisingWorkers WORKERS = new RequantisingWorkers(1);

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SESSION = "AAAAAAAAAAAAAAAAAAAAAA";

    /** A path that carries the best members. */
    private static final NetworkState FAST = new NetworkState(
            Optional.of(new Bandwidth(100e6, 100e6, 0, Bandwidth.Knowledge.MEASURED)),
            Optional.empty(),
            Optional.empty(),
            OptionalDouble.empty(),
            Optional.of(Duration.ofSeconds(20)),
            Optional.empty(),
            OptionalDouble.of(95));

    @TempDir
    private Path folder;

    private EdgeServer edge;

    @BeforeEach
    void start() throws IOException {
        new GeneratedPackage(1, 1_000_000, 1).write(folder.resolve("t"));
        edge = LocalEdge.start(folder);
    }

    @AfterEach
    void stop() {
        edge.close();
    }

    private RawClient.Answer clip(String rendition) throws IOException {
        return RawClient.get(edge.port(), "/titles/t/sessions/" + SESSION + "/" + rendition + "/0.m4s");
    }

    private String delivered() throws IOException {
        JsonNode clips = JSON.readTree(
                        RawClient.get(edge.port(), "/api/sessions/" + SESSION).body())
                .get("clips");
        return clips.get(clips.size() - 1).get("delivered").get(0).get("member").asText();
    }

    private Path file(String member) {
        return folder.resolve("t/clips/00000/" + member + ".bin");
    }

    private void assertWhole(RawClient.Answer answer) {
        assertThat(answer.status()).isEqualTo(200);
        assertThat(Fragments.read(answer.body().getBytes(StandardCharsets.ISO_8859_1))
                        .samples())
                .hasSize(GeneratedPackage.FRAMES);
    }

    @Test
    void asLongAsOneMemberIsLeftTheViewerGetsIt() throws IOException {
        List<String> all = new ArrayList<>();
        for (PictureSize size : GeneratedPackage.SIZES) {
            GeneratedPackage.members(size).stream().map(ClusterId::value).forEach(all::add);
        }
        for (int left = all.size(); left > 0; left--) {
            assertWhole(clip("swarm"));
            String best = delivered();
            assertThat(all).contains(best);
            all.remove(best);
            damage(file(best), left);
            replaced(left);
        }
        RawClient.Answer none = clip("swarm");
        assertThat(none.status()).isEqualTo(404);
        assertThat(none.body().lines()).hasSize(1);
        assertThat(RawClient.get(edge.port(), "/titles/t/server.m3u8").status()).isEqualTo(200);
    }

    /** Makes the edge read the package anew: a file that it has mapped stays readable after it is deleted. */
    private void replaced(int time) throws IOException {
        Files.setLastModifiedTime(folder.resolve("t/title.json"), FileTime.fromMillis(time * 1000L));
    }

    /** One of the ways in which a file may be lost. */
    private void damage(Path file, int way) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        Files.delete(file);
        switch (way % 6) {
            case 0 -> Files.write(file, Arrays.copyOf(bytes, bytes.length - 1));
            case 1 -> Files.write(file, Arrays.copyOf(bytes, 10));
            case 2 -> {
                bytes[100] ^= 1;
                Files.write(file, bytes);
            }
            case 3 -> Files.createDirectory(file);
            case 4 -> Files.createSymbolicLink(file, Path.of("/dev/zero"));
            default -> assertThat(file).doesNotExist();
        }
    }

    @Test
    void aPlayersGroupGoesOnWithItsOtherMembers() throws IOException {
        PictureSize size = GeneratedPackage.SIZES.getLast();
        List<ClusterId> members = GeneratedPackage.members(size);
        Files.delete(file(members.get(0).value()));
        Files.delete(file(members.get(2).value()));
        assertWhole(clip("groups/" + GeneratedPackage.group(size)));
        assertThat(delivered()).isEqualTo(members.get(1).value());
    }

    @Test
    void soundOfAnotherBitrateStandsInForALostSegment() throws IOException {
        String media = "/titles/t/sessions/BBBBBBBBBBBBBBBBBBBBBB";
        Files.delete(folder.resolve("t/audio/audio1-stereo-64/00000.bin"));
        assertThat(RawClient.get(edge.port(), media + "/audio/audio1-stereo-64/0.m4s")
                        .status())
                .isEqualTo(404);
        RawClient.Answer sound = RawClient.get(edge.port(), media + "/audio-sets/1-2ch/0.m4s");
        assertThat(sound.status()).isEqualTo(200);
        Files.delete(folder.resolve("t/audio/audio1-stereo-128/00000.bin"));
        assertThat(RawClient.get(edge.port(), media + "/audio-sets/1-2ch/0.m4s").status())
                .isEqualTo(404);
    }

    @Test
    void aMemberThatComesBackIsOfferedAgain() throws IOException {
        PictureSize size = GeneratedPackage.SIZES.getLast();
        List<ClusterId> members = GeneratedPackage.members(size);
        Path only = file(members.get(1).value());
        byte[] bytes = Files.readAllBytes(only);
        for (ClusterId member : members) {
            Files.delete(file(member.value()));
        }
        assertThat(clip("groups/" + GeneratedPackage.group(size)).status()).isEqualTo(404);
        Files.write(only, bytes);
        assertWhole(clip("groups/" + GeneratedPackage.group(size)));
    }

    @Test
    void aLostTailTakesNothingElseWithIt() throws IOException {
        Path tails = folder.resolve("tails");
        new GeneratedPackage(1, 1_000_000, 1).write(tails, GeneratedPackage.TAILS);
        PublishedTitle published = new Catalog(tails).titles().getFirst();
        ClusterId member =
                GeneratedPackage.members(GeneratedPackage.SIZES.getFirst()).getFirst();
        Clip clip = published.title().clips().getFirst();
        int from = GeneratedPackage.TAILS.getFirst();
        Path file = tails.resolve("clips/00000/tails/" + member + "/" + from + "-12.bin");
        for (int way = 0; way < 6; way++) {
            byte[] intact = Files.readAllBytes(file);
            damage(file, way);
            List<IOException> lost = new ArrayList<>();
            PreparedClip prepared = PreparedClip.plan(
                    new ClipRequest(published, clip, new Rendition.Swarm(), way),
                    StaticPolicy.DEFAULT,
                    CapabilityVector.UNKNOWN,
                    FAST,
                    new Blending(Levels.ALL, WORKERS),
                    lost::add);
            assertThat(lost).singleElement().satisfies(it -> assertThat(it).hasMessageContaining(file.toString()));
            assertThat(prepared.report().decision().clusters()).hasSize(9);
            Files.deleteIfExists(file);
            Files.write(file, intact);
        }
        Files.write(tails.resolve("clips/00000/atlas.bin"), new byte[20]);
        List<IOException> lost = new ArrayList<>();
        PreparedClip.plan(
                new ClipRequest(published, clip, new Rendition.Swarm(), 7),
                StaticPolicy.DEFAULT,
                CapabilityVector.UNKNOWN,
                FAST,
                new Blending(Levels.ALL, WORKERS),
                lost::add);
        assertThat(lost).singleElement().satisfies(it -> assertThat(it).hasMessageContaining("atlas.bin"));
    }

    @Test
    void everyFileThatIsMissingOrDamagedIsNamed() throws IOException {
        PackageReader reader = PackageReader.open(folder.resolve("t"));
        assertThat(reader.problems()).isEmpty();
        String member = GeneratedPackage.members(GeneratedPackage.SIZES.getFirst())
                .getFirst()
                .value();
        Files.delete(file(member));
        Files.delete(folder.resolve("t/init/audio1-stereo-64.mp4"));
        Files.write(folder.resolve("t/audio/audio1-stereo-64/00000.bin"), new byte[3]);
        Files.write(folder.resolve("t/clips/00000/atlas.bin"), new byte[3]);
        assertThat(reader.problems())
                .hasSize(4)
                .anyMatch(line -> line.contains(member + ".bin: missing"))
                .anyMatch(line -> line.contains("init/audio1-stereo-64.mp4: missing"))
                .anyMatch(line -> line.contains("audio/audio1-stereo-64/00000.bin: "))
                .anyMatch(line -> line.contains("atlas.bin: "))
                .allMatch(line -> line.startsWith(folder.resolve("t") + "/"));
    }
}
