package dev.starling.farm.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreTest {
    private static final ContentKey KEY = ContentKey.of("test 1", "input");
    private static final byte[] CONTENT = "a result".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path folder;

    @Test
    void everyInputDecidesTheKeyAndWhereOneEndsDoesToo() {
        assertThat(ContentKey.of("a", "b", "c"))
                .isEqualTo(ContentKey.of("a", "b", "c"))
                .isNotEqualTo(ContentKey.of("a", "bc"))
                .isNotEqualTo(ContentKey.of("a", "b", "d"))
                .isNotEqualTo(ContentKey.of("ab", "c"));
        assertThatThrownBy(() -> new ContentKey("../../etc/passwd")).hasMessageContaining("not a content key");
    }

    @Test
    void aKeyIsTheSha256OfItsLengthPrefixedInputs() {
        // printf '\0\0\0\1x\0\0\0\2yz' | sha256sum
        assertThat(ContentKey.of("x", "yz").value())
                .isEqualTo("62c7777d16346d366c3225c9e2016fb6b0d62806acb72f59f5f1c51d110a5d2f");
    }

    @Test
    void whatWasPutIsFoundAndPuttingItAgainChangesNothing() throws IOException {
        DirectoryStore store = new DirectoryStore(folder.resolve("store"));
        assertThat(store.find(KEY)).isEmpty();
        store.put(KEY, CONTENT);
        store.put(KEY, CONTENT);
        assertThat(store.find(KEY)).hasValue(CONTENT);
        assertThat(new DirectoryStore(folder.resolve("store")).find(KEY)).hasValue(CONTENT);
        try (Stream<Path> files = Files.walk(folder)) {
            assertThat(files.filter(Files::isRegularFile))
                    .containsExactly(folder.resolve("store")
                            .resolve(KEY.value().substring(0, 2))
                            .resolve(KEY.value()));
        }
    }

    @Test
    void othersMayReadAResultAsTheyMayReadAnyFile() throws IOException {
        DirectoryStore store = new DirectoryStore(folder);
        store.put(KEY, CONTENT);
        Path any = Files.writeString(folder.resolve("any"), "any");
        Path result = folder.resolve(KEY.value().substring(0, 2)).resolve(KEY.value());
        assertThat(Files.getPosixFilePermissions(result)).isEqualTo(Files.getPosixFilePermissions(any));
    }

    @Test
    void aResultThatCannotBeWrittenIsNotThereAndLeavesNothing() throws IOException {
        Path blocked = Files.writeString(folder.resolve("store"), "a file where the store should be");
        DirectoryStore store = new DirectoryStore(blocked);
        assertThatThrownBy(() -> store.put(KEY, CONTENT)).isInstanceOf(IOException.class);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(blocked);
        }
    }

    @Test
    void everyDamagedByteAndEveryCutIsNoticed() throws IOException {
        DirectoryStore files = new DirectoryStore(folder);
        List<ContentKey> damaged = new ArrayList<>();
        ChecksummedStore store = new ChecksummedStore(files, damaged::add);
        store.put(KEY, CONTENT);
        assertThat(store.find(KEY)).hasValue(CONTENT);
        byte[] intact = files.find(KEY).orElseThrow();
        for (int i = 0; i < intact.length; i++) {
            byte[] flipped = intact.clone();
            flipped[i] ^= 1;
            files.put(KEY, flipped);
            assertThat(store.find(KEY)).as("byte %d flipped", i).isEmpty();
            files.put(KEY, Arrays.copyOf(intact, i));
            assertThat(store.find(KEY)).as("cut to %d bytes", i).isEmpty();
        }
        assertThat(damaged).hasSize(2 * intact.length).containsOnly(KEY);
        store.put(KEY, CONTENT);
        assertThat(store.find(KEY)).hasValue(CONTENT);
    }

    @Test
    void anEmptyResultIsAResult() throws IOException {
        ChecksummedStore store = new ChecksummedStore(new DirectoryStore(folder), key -> {});
        store.put(KEY, new byte[0]);
        assertThat(store.find(KEY)).hasValue(new byte[0]);
    }
}
