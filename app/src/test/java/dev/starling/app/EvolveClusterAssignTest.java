package dev.starling.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.starling.farm.store.ChecksummedStore;
import dev.starling.farm.store.ContentKey;
import dev.starling.farm.store.DirectoryStore;
import dev.starling.farm.store.ResultStore;
import dev.starling.film.MediaWriter;
import dev.starling.libav.Colour;
import dev.starling.libav.Frame;
import dev.starling.libav.FrameSize;
import dev.starling.libav.Plane;
import dev.starling.libav.Ratio;
import dev.starling.swarm.breed.evolve.Population;
import dev.starling.swarm.profile.Codec;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Evolves profiles from clips, makes clusters from the profiles, and assigns a video to the clusters; also the errors
 * on the way.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class EvolveClusterAssignTest {
    private static final int WIDTH = 96;
    private static final int HEIGHT = 64;
    private static final int PICTURES = 14;
    private static final int TICKS = 9000;

    private Path folder;
    private Path calm;
    private Path grainy;
    private Path profiles;
    private Path clusters;

    @BeforeAll
    void write(@TempDir Path temporary) {
        folder = temporary;
        calm = clip("calm.mkv", 0, PICTURES);
        grainy = clip("grainy.mkv", 25, PICTURES);
        profiles = folder.resolve("profiles.json");
        clusters = folder.resolve("clusters.json");
    }

    private Path clip(String name, int grain, int pictures) {
        Path file = folder.resolve(name);
        SplittableRandom random = new SplittableRandom(grain);
        try (MediaWriter writer = MediaWriter.lossless(file, new FrameSize(WIDTH, HEIGHT), new Ratio(10, 1))) {
            for (int i = 0; i < pictures; i++) {
                try (Frame frame = Frame.allocate(WIDTH, HEIGHT, Colour.BT601, (long) i * TICKS, TICKS)) {
                    for (Plane plane : List.of(frame.luma(), frame.cb(), frame.cr())) {
                        for (int y = 0; y < plane.height(); y++) {
                            for (int x = 0; x < plane.width(); x++) {
                                double wave = 50 * Math.sin((x + 2 * i) * 0.2) * Math.cos(y * 0.15);
                                int noise = grain == 0 ? 0 : random.nextInt(-grain, grain + 1);
                                plane.samples().set(ValueLayout.JAVA_BYTE, y * plane.strideBytes() + x, (byte)
                                        (120 + wave + noise));
                            }
                        }
                    }
                    writer.write(frame);
                }
            }
            writer.finish();
        }
        return file;
    }

    private Run evolve(int generations) {
        return Run.of("evolve", calm, grainy, "-o", profiles, "--generations", generations, "--threads", 2, "--json");
    }

    @Test
    @Order(1)
    void evolutionLeavesProfilesAPictureAndACache() throws Exception {
        Run evolved = evolve(1);
        assertThat(evolved.exitCode()).as(evolved.err()).isZero();
        JsonNode result = evolved.json();
        assertThat(result.get("generation").asInt()).isEqualTo(1);
        assertThat(result.get("encoded").asInt()).isGreaterThan(9 * 2 * 4);
        assertThat(result.get("niches")).hasSize(2);
        // The declared grid has one of the two families that ship.
        int first = Population.initial(1, List.of(Codec.H264)).genotypes().size() + 1;
        assertThat(evolved.err()).contains("measuring " + first + " profiles on 2 clips", "generation 1", "ETA");
        assertThat(Files.readString(folder.resolve("profiles.json.svg")))
                .startsWith("<svg")
                .endsWith("</svg>\n");
    }

    @Test
    @Order(2)
    void aRunThatIsRepeatedGoesOnFromItsFileAndItsCache() throws Exception {
        byte[] before = Files.readAllBytes(profiles);
        JsonNode nothing = evolve(0).json();
        assertThat(nothing.get("encoded").asInt()).isZero();
        assertThat(nothing.get("generation").asInt()).isEqualTo(1);
        assertThat(Files.readAllBytes(profiles)).isEqualTo(before);
        assertThat(evolve(1).json().get("generation").asInt()).isEqualTo(2);
    }

    @Test
    @Order(3)
    void profilesBecomeClusters() throws Exception {
        setTimes(stored(), 1);
        Run clustered = Run.of(
                "cluster",
                calm,
                grainy,
                "--profiles",
                profiles,
                "-o",
                clusters,
                "--store",
                profiles + ".store",
                "--cost",
                "slow",
                "--json");
        assertThat(clustered.exitCode()).as(clustered.err()).isZero();
        JsonNode result = clustered.json();
        assertThat(result.get("rounds").size()).isBetween(2, 21);
        assertThat(result.get("clips")).hasSize(2);
        assertThat(result.get("clusters").size()).isBetween(1, 6);
        assertThat(Files.readString(clusters)).contains("\"command\" : \"starling cluster calm.mkv grainy.mkv ");
    }

    @Test
    @Order(4)
    void clustersAssignAVideoThatTheyDoNotKnow() throws Exception {
        Path other = clip("other.mkv", 12, PICTURES);
        JsonNode result =
                Run.of("assign", other, "--clusters", clusters, "--json").json();
        JsonNode clip = result.get("clips").get(0);
        double sum = 0;
        for (JsonNode cluster : clip.get("clusters")) {
            sum += cluster.get("probability").asDouble();
            assertThat(cluster.get("profile").get("codec").asText()).isEqualTo("h264");
        }
        assertThat(sum).isBetween(0.999, 1.001);
        assertThat(clip.get("features").get("grain").asDouble()).isPositive();
        assertThat(Run.of("assign", other).exitCode()).isZero();
    }

    @Test
    @Order(5)
    void whatIsNotRightIsRefusedInOneLine() throws Exception {
        Path wrong = folder.resolve("wrong.json");
        Files.writeString(wrong, Files.readString(profiles).replaceFirst("\"qcomp\"", "\"qcamp\""));
        assertOneLine(Run.of("evolve", calm, "-o", wrong), wrong + ": ", "unknown gene qcamp");
        assertOneLine(
                Run.of("cluster", calm, grainy, "--profiles", wrong, "-o", clusters),
                wrong + ": ",
                "unknown gene qcamp");
        assertOneLine(
                Run.of("cluster", calm, "--profiles", profiles, "-o", clusters, "--store", profiles + ".store"),
                "clustering needs two clips or more");
        assertOneLine(Run.of("assign", calm, "--clusters", profiles), "format must be starling-clusters");
        Path brief = clip("brief.mkv", 0, 3);
        assertOneLine(Run.of("evolve", brief, "-o", folder.resolve("none.json")), brief + ": is too short");
        assertThat(Run.of("evolve", calm, "-o", profiles, "--budget", "soon").exitCode())
                .isEqualTo(2);
    }

    @Test
    @Order(6)
    void anotherCodecIsBredBesideAndClusteredAlone() throws Exception {
        Set<String> others = stored();
        Run more = Run.of("evolve", calm, grainy, "-o", profiles, "--codecs", "hevc,av1", "--generations", 0, "--json");
        assertThat(more.exitCode()).as(more.err()).isZero();
        assertThat(more.json().findValuesAsText("codec"))
                .contains("h264", "hevc", "av1")
                .startsWith("h264");
        assertThat(evolve(0).json().get("encoded").asInt()).isZero();

        Set<String> encodings = stored();
        encodings.removeAll(others);
        Path clustersOfAv1 = folder.resolve("av1.json");
        Object[] command = {
            "cluster",
            calm,
            grainy,
            "--profiles",
            profiles,
            "--store",
            profiles + ".store",
            "--cost",
            "slow",
            "--codec",
            "av1"
        };
        Object[] ofAv1 = Stream.concat(Arrays.stream(command), Stream.of("-o", clustersOfAv1))
                .toArray();
        setTimes(encodings, 1000);
        assertOneLine(
                Run.of(ofAv1),
                profiles
                        + ": none of the profiles of av1 is about as fast as libx264's preset slow: the fastest takes ",
                " times as long");
        setTimes(encodings, 0.01);
        Run clustered = Run.of(ofAv1);
        assertThat(clustered.exitCode()).as(clustered.err()).isZero();
        assertThat(Files.readString(clustersOfAv1)).contains("svtPreset").doesNotContain("h264", "hevc");
        assertOneLine(
                Run.of(Stream.concat(Arrays.stream(command), Stream.of("-o", clusters, "--band", 100))
                        .toArray()),
                clusters + ": its other bands are of another codec than av1");
        assertOneLine(
                Run.of("encode", calm, "-o", folder.resolve("title"), "--clusters", clustersOfAv1),
                clustersOfAv1 + ": its profiles are of av1; packages have members in h264 only");
        assertThat(folder.resolve("title")).doesNotExist();
        assertThat(Run.of("assign", calm, "--clusters", clustersOfAv1, "--json")
                        .json()
                        .findValuesAsText("codec"))
                .containsOnly("av1");
    }

    @Test
    @Order(7)
    void aCodecThatIsNotThereIsRefusedInOneLine() {
        assertOneLine(
                Run.of("cluster", calm, grainy, "--profiles", hevcAlone(), "-o", folder.resolve("no.json")),
                "has no profiles of h264");
        Run unknown = Run.of("evolve", calm, "-o", profiles, "--codecs", "vp9");
        assertThat(unknown.exitCode()).isEqualTo(2);
        assertThat(unknown.err()).contains("--codecs must be one of h264, hevc, av1: vp9");
    }

    /** The keys of all results that were measured so far. */
    private Set<String> stored() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of(profiles + ".store"))) {
            return files.filter(Files::isRegularFile)
                    .map(it -> it.getFileName().toString())
                    .collect(Collectors.toSet());
        }
    }

    /**
     * Overwrites the times of measured encodings, which are the results of five numbers, since those of so small clips
     * depend on what else the machine does.
     *
     * @param paces processor time of each encode, in those of the fixed small encode that measures the machine
     */
    private void setTimes(Set<String> keys, double paces) throws IOException {
        ResultStore store = new ChecksummedStore(
                new DirectoryStore(Path.of(profiles + ".store")), it -> Assertions.fail("damaged: " + it));
        for (String key : keys) {
            ByteBuffer encoding =
                    ByteBuffer.wrap(store.find(new ContentKey(key)).orElseThrow());
            if (encoding.remaining() != 5 * Double.BYTES) {
                continue;
            }
            encoding.putDouble(3 * Double.BYTES, paces * encoding.getDouble(4 * Double.BYTES));
            store.put(new ContentKey(key), encoding.array());
        }
    }

    private Path hevcAlone() {
        Path file = folder.resolve("hevc.json");
        Run.of(
                "evolve",
                calm,
                grainy,
                "-o",
                file,
                "--store",
                profiles + ".store",
                "--codecs",
                "hevc",
                "--generations",
                0);
        assertThat(file).content().contains("hevc").doesNotContain("h264");
        return file;
    }

    private static void assertOneLine(Run refused, String... parts) {
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err().lines().filter(it -> it.startsWith("starling: ")))
                .singleElement()
                .asString()
                .contains(parts);
    }

    private Path demand(String name, String views) throws IOException {
        Path file = folder.resolve(name);
        Files.writeString(file, "{\"format\":\"starling-demand\",\"version\":1,\"views\":[" + views + "]}");
        return file;
    }

    @Test
    @Order(8)
    void profilesAreBredAndElectedForADemand() throws Exception {
        Path demand = demand("demand.json", "{\"bitsPerSecond\":200000,\"lines\":360,\"weight\":3}");
        Path bred = folder.resolve("bred.json");
        Files.copy(profiles, bred);
        Object[] evolve = {
            "evolve", calm, grainy, "-o", bred, "--store", profiles + ".store", "--generations", 0, "--json"
        };
        Run again = Run.of(with(evolve, "--demand", demand));
        assertThat(again.exitCode()).as(again.err()).isZero();
        assertThat(again.err()).contains(bred + ": was bred for another demand; its profiles are weighed again");
        assertThat(again.json().get("encoded").asInt()).isZero();
        String digest = again.json().get("demand").asText();
        assertThat(digest).matches("[0-9a-f]{64}");
        assertThat(Files.readString(bred)).contains("\"demand\" : \"" + digest + "\"");
        assertThat(Run.of(with(evolve, "--demand", demand)).err()).doesNotContain("another demand");
        Run back = Run.of(evolve);
        assertThat(back.err()).contains("was bred for another demand");
        assertThat(back.json().get("demand").asText()).isEqualTo("even");

        Path elected = folder.resolve("elected.json");
        Object[] cluster = {
            "cluster", calm, grainy, "--profiles", bred, "-o", elected, "--store", profiles + ".store", "--cost", "slow"
        };
        Run clustered = Run.of(with(cluster, "--demand", demand, "--json"));
        assertThat(clustered.exitCode()).as(clustered.err()).isZero();
        assertThat(clustered.json().get("demand").asText()).isEqualTo(digest);
        Path other = demand("other.json", "{\"bitsPerSecond\":900000,\"lines\":360,\"weight\":1}");
        assertOneLine(
                Run.of(with(cluster, "--band", 100, "--demand", other)),
                elected + ": its other bands were elected for another demand; write to another file");
    }

    private static Object[] with(Object[] command, Object... more) {
        return Stream.concat(Arrays.stream(command), Arrays.stream(more)).toArray();
    }

    @Test
    @Order(9)
    void aDemandThatIsNotRightIsRefusedInOneLine() throws Exception {
        Path none = folder.resolve("none.json");
        Path nothing = demand("nothing.json", "");
        assertOneLine(
                Run.of("evolve", calm, "-o", none, "--demand", nothing),
                nothing + ": views must have a weight above 0");
        Path tooFast = demand("fast.json", "{\"bitsPerSecond\":6e12,\"lines\":360,\"weight\":1}");
        assertOneLine(
                Run.of("cluster", calm, grainy, "--profiles", profiles, "-o", none, "--demand", tooFast),
                tooFast + ": views[0]: bitsPerSecond must be within 1000 … 1000000000: 6.0E12");
        assertOneLine(Run.of("evolve", calm, "-o", none, "--demand", folder.resolve("missing.json")), "missing.json");
        assertOneLine(Run.of("evolve", calm, "-o", none, "--demand", profiles), "format must be starling-demand");
        Run scale = Run.of("evolve", calm, "-o", none, "--scales", "1.5");
        assertThat(scale.exitCode()).isEqualTo(2);
        assertThat(scale.err()).contains("--scales must be at least 0.25 and below 1");
        assertThat(none).doesNotExist();
    }

    @Test
    @Order(10)
    void familiesAreElectedOverSizes() throws Exception {
        Run clustered = Run.of(
                "cluster",
                calm,
                grainy,
                "--profiles",
                profiles,
                "-o",
                folder.resolve("sizes.json"),
                "--store",
                profiles + ".store",
                "--cost",
                "slow",
                "--scales",
                "0.5",
                "--json");
        assertThat(clustered.exitCode()).as(clustered.err()).isZero();
        assertThat(clustered.json().get("clusters").size()).isBetween(1, 6);
        assertThat(Files.readString(folder.resolve("sizes.json"))).contains("--scales 0.5");
    }

    @Test
    @Order(11)
    void inspectShowsWhatWasLearnedOfTheOperators() throws Exception {
        JsonNode result = Run.of("inspect", profiles, "--json").json();
        assertThat(result.get("generation").asInt()).isEqualTo(2);
        assertThat(result.get("demand").asText()).isEqualTo("even");
        assertThat(result.get("generations")).hasSize(2);
        int children = 0;
        for (JsonNode operator : result.get("operators")) {
            children += operator.get("children").asInt();
        }
        assertThat(result.get("operators")).hasSize(9);
        assertThat(children).isEqualTo(2 * 12);
        assertThat(Run.of("inspect", profiles).out())
                .contains("after 2 generations, bred for all bitrates alike")
                .contains("restructure", "per CPU hour", "Points gained over the generations");
        assertOneLine(Run.of("inspect", calm), calm + ": not JSON");
        assertThat(Run.of("inspect", profiles, "--clip", 0).exitCode()).isEqualTo(2);
    }
}
