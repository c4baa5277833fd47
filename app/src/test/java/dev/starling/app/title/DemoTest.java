package dev.starling.app.title;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starling.edge.upload.FolderEncodes;
import dev.starling.edge.upload.Job;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DemoTest {
    @TempDir
    private Path folder;

    /** Ends the painting, which takes seconds. */
    private static final class Seen extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    @Test
    void theEncodeIsListedWhileTheSampleIsBeingPainted() throws IOException {
        Demo demo = Demo.in(folder);
        FolderEncodes encodes = new FolderEncodes(demo.titles());
        AtomicReference<List<Job>> listed = new AtomicReference<>(List.of());
        assertThatThrownBy(() -> demo.make(
                        List.of(Demo.Content.SWARM),
                        1,
                        _ -> {
                            try {
                                listed.set(encodes.jobs());
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                            throw new Seen();
                        },
                        _ -> _ -> {}))
                .isInstanceOf(Seen.class);
        assertThat(listed.get()).singleElement().satisfies(job -> {
            assertThat(job.title()).isEqualTo("Starlings");
            assertThat(job.runs()).isTrue();
            assertThat(job.clips()).isEmpty();
        });
    }
}
