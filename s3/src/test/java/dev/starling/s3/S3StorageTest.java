package dev.starling.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starling.farm.FarmException;
import dev.starling.farm.GeneratedTitle;
import dev.starling.farm.PackageBytes;
import dev.starling.farm.encode.EncodeReport;
import dev.starling.farm.encode.EncodeRequest;
import dev.starling.farm.encode.Farm;
import dev.starling.farm.store.ContentKey;
import dev.starling.farm.store.Location;
import dev.starling.farm.store.ResultStore;
import dev.starling.farm.store.Storage;
import dev.starling.swarm.pack.PackageException;
import dev.starling.swarm.pack.PackageReader;
import dev.starling.swarm.pack.PackageShelf;
import dev.starling.swarm.pack.PackageTarget;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.gaul.s3proxy.junit.S3ProxyExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Runs against an S3 server in this process, with the same client and settings as in production. */
class S3StorageTest {
    @RegisterExtension
    final S3ProxyExtension server =
            S3ProxyExtension.builder().withCredentials("key", "secret").build();

    private static final String BUCKET = "titles";

    @TempDir
    Path folder;

    /** The extension starts a server for each test. */
    @BeforeEach
    void connect() throws IOException {
        System.setProperty("aws.endpointUrlS3", String.valueOf(server.getUri()));
        System.setProperty("aws.accessKeyId", "key");
        System.setProperty("aws.secretAccessKey", "secret");
        Clients.create().createBucket(it -> it.bucket(BUCKET));
    }

    @AfterEach
    void forget() {
        System.clearProperty("aws.endpointUrlS3");
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
    }

    @Test
    void aStoreThatCannotBeReachedIsNamed() throws IOException {
        System.setProperty("aws.endpointUrlS3", "http://127.0.0.1:9");
        S3Place place = S3Place.of(uri("x"));
        assertThatThrownBy(() -> place.read("y"))
                .isInstanceOf(IOException.class)
                .hasMessage("s3://titles/x/y: cannot reach http://127.0.0.1:9: connection refused")
                .hasCauseInstanceOf(SdkException.class);
    }

    @Test
    void withoutARegionTheMessageSaysHowToSetIt() {
        assertThat(FailureReason.ofSettings(SdkClientException.create(
                        "Unable to load region from any of the providers in the chain Chain@1a2b: [Env@3c]")))
                .isEqualTo("no AWS region; set AWS_REGION");
    }

    private static URI uri(String key) {
        return URI.create("s3://" + BUCKET + "/" + key);
    }

    private static Location location(String key) {
        return new Location(uri(key).toString());
    }

    private static Storage storage(URI uri) throws IOException {
        return Storage.at(new Location(uri.toString()));
    }

    /** Every file of the package at a place but {@code report.json}, in hexadecimal, by name. */
    private static SortedMap<String, String> files(String key) throws IOException {
        S3Place place = S3Place.of(uri(key));
        String root = place.prefix() + "/"
                + PackagePointer.find(place).orElseThrow().pointer().files() + "/";
        SortedMap<String, String> files = new TreeMap<>();
        for (S3Object object : place.client()
                .listObjectsV2Paginator(it -> it.bucket(BUCKET).prefix(root))
                .contents()) {
            if (object.key().equals(root + "report.json")) {
                continue;
            }
            byte[] bytes = place.client()
                    .getObjectAsBytes(it -> it.bucket(BUCKET).key(object.key()))
                    .asByteArray();
            files.put(object.key().substring(root.length()), HexFormat.of().formatHex(bytes));
        }
        return files;
    }

    @Test
    void aTitleInABucketBecomesTheSamePackageAsInAFolder() throws Exception {
        Path file = GeneratedTitle.SMALL.write(folder.resolve("small.mkv"));
        S3Place.of(uri("inputs")).write("small.mkv", Files.readAllBytes(file));
        new Farm().encode(EncodeRequest.of(file, folder.resolve("package"), 2), event -> {});

        EncodeRequest request = EncodeRequest.of(location("inputs/small.mkv"), location("packages/small"), 2)
                .withStore(location("results"));
        EncodeReport first = new Farm().encode(request, event -> {});
        assertThat(files("packages/small")).isEqualTo(PackageBytes.of(folder.resolve("package")));
        assertThat(first.encoded()).isPositive();

        PackageReader here = PackageReader.open(folder.resolve("package"));
        PackageReader there = PackageReader.open(storage(uri("packages/small/")).packageFiles());
        assertThat(there.title()).isEqualTo(here.title());
        assertThat(there.report()).contains(first.cost());
        var member = here.title().clips().getFirst().members().getFirst();
        assertThat(there.member(0, member.cluster()).accessUnits())
                .isEqualTo(here.member(0, member.cluster()).accessUnits());
        assertThat(there.atlas(1)).isEqualTo(here.atlas(1));

        // The second time, nothing is encoded and nothing changes.
        EncodeReport second = new Farm().encode(request, event -> {});
        assertThat(there.report()).as("that of the last run").contains(second.cost());
        assertThat(second.encoded()).isZero();
        assertThat(files("packages/small")).isEqualTo(PackageBytes.of(folder.resolve("package")));

        PackageShelf shelf = storage(uri("packages")).shelf();
        assertThat(shelf.ids()).containsExactly("small");
        assertThat(shelf.open("small").title()).isEqualTo(here.title());
        PackageShelf alone = storage(uri("packages/small")).shelf();
        assertThat(alone.ids()).containsExactly("small");
        assertThat(alone.open("small").title()).isEqualTo(here.title());
        assertThat(alone.state("other")).isEmpty();
    }

    @Test
    void resultsAreKeptWholeAndFoundAgain() throws Exception {
        ResultStore store = storage(uri("kept")).results();
        ContentKey key = ContentKey.of("test", 1);
        assertThat(store.find(key)).isEmpty();
        store.put(key, new byte[] {1, 2, 3});
        store.put(key, new byte[] {1, 2, 3});
        assertThat(store.find(key)).hasValueSatisfying(it -> assertThat(it).containsExactly(1, 2, 3));
        assertThatThrownBy(() ->
                        storage(URI.create("s3://no-such-bucket/x")).results().put(key, new byte[1]))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("s3://no-such-bucket/x/")
                .hasMessageNotContaining("\n");
    }

    private static PackageTarget target(String place, String version) throws IOException {
        return storage(uri(place)).packageTarget(ContentKey.of("test", version));
    }

    private static void write(PackageTarget target, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        target.write("a/file.bin", ByteBuffer.wrap(bytes, 0, 1), ByteBuffer.wrap(bytes, 1, bytes.length - 1));
    }

    private static String read(String place) throws IOException {
        ByteBuffer file = storage(uri(place)).packageFiles().read("a/file.bin");
        return StandardCharsets.UTF_8.decode(file).toString();
    }

    @Test
    void aPackageAppearsAtOnceAndIsReplacedAtOnce() throws Exception {
        try (PackageTarget unfinished = target("changing", "zero")) {
            write(unfinished, "never seen");
        }
        assertThatThrownBy(() -> read("changing")).isInstanceOf(PackageException.class);
        try (PackageTarget one = target("changing", "one")) {
            write(one, "one");
            assertThatThrownBy(() -> read("changing")).isInstanceOf(PackageException.class);
            one.publish();
        }
        assertThat(read("changing")).isEqualTo("one");
        PackageShelf shelf = new S3Shelf(S3Place.of(uri("")), Instant::now);
        Object before = shelf.state("changing").orElseThrow();
        try (PackageTarget two = target("changing", "two")) {
            write(two, "two");
            assertThat(read("changing")).isEqualTo("one");
            two.publish();
        }
        assertThat(read("changing")).isEqualTo("two");
        assertThat(new S3Shelf(S3Place.of(uri("")), Instant::now).state("changing"))
                .isPresent()
                .isNotEqualTo(Optional.of(before));
    }

    @Test
    void ifTwoEncodesPublishTheSecondFails() throws Exception {
        for (boolean replacing : new boolean[] {false, true}) {
            try (PackageTarget first = target("contested", "first" + replacing);
                    PackageTarget second = target("contested", "second" + replacing);
                    PackageTarget same = target("contested", "first" + replacing)) {
                write(first, "first");
                write(second, "second");
                write(same, "first");
                first.publish();
                assertThatThrownBy(second::publish)
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("another encode published");
                same.publish();
            }
            assertThat(read("contested")).isEqualTo("first");
        }
    }

    @Test
    void otherObjectsAreLeftAlone() throws Exception {
        S3Place.of(uri("thesis")).write("chapter.txt", new byte[10]);
        assertThatThrownBy(() -> target("thesis", "one"))
                .isInstanceOf(PackageException.class)
                .hasMessageContaining("chapter.txt");
        assertThatThrownBy(() -> new Farm()
                        .encode(EncodeRequest.of(location("inputs/none.mkv"), location("nowhere"), 1), event -> {}))
                .isInstanceOf(FarmException.class)
                .hasMessageContaining("--store");
        assertThatThrownBy(() -> storage(URI.create("ftp://host/file")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("ftp://host/file");
        S3Place.of(uri("broken")).write(PackagePointer.NAME, "{\"format\":\"other\"}".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> storage(uri("broken")).packageFiles())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("s3://titles/broken/package.json");
    }

    @Test
    void aShelfCachesItsAnswersForSomeSeconds() throws Exception {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
        PackageShelf shelf = new S3Shelf(S3Place.of(uri("late")), now::get);
        assertThat(shelf.state("title")).isEmpty();
        try (PackageTarget target = target("late/title", "one")) {
            write(target, "one");
            target.publish();
        }
        assertThat(shelf.state("title")).isEmpty();
        now.set(Instant.EPOCH.plusSeconds(6));
        assertThat(shelf.state("title")).isPresent();
        for (String id : new String[] {"", "..", "../late/title", "title/", "a/b"}) {
            assertThat(shelf.state(id)).as(id).isEmpty();
        }
    }
}
