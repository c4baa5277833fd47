package dev.starling.edge.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.edge.GeneratedPackage;
import dev.starling.swarm.pack.PackageReader;
import dev.starling.swarm.title.ClusterId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class MemberCacheTest {
    private static final ClusterId MEMBER =
            GeneratedPackage.members(GeneratedPackage.SIZES.getFirst()).getFirst();

    @TempDir
    private Path folder;

    private final AtomicLong nanos = new AtomicLong();
    private final MemberCache cache = new MemberCache(nanos::get);

    private boolean isMapped(Path title) throws IOException {
        return Files.readString(Path.of("/proc/self/maps")).contains(title + "/");
    }

    private PackageReader write(Path title) throws IOException {
        new GeneratedPackage(1, 100_000, 1).write(title);
        return PackageReader.open(title);
    }

    private void use(PackageReader title) throws IOException {
        cache.member(title, 0, MEMBER, () -> title.member(0, MEMBER));
    }

    @Test
    @Timeout(60)
    void whatNobodyUsesIsUnmapped() throws IOException {
        Path gone = folder.resolve("gone");
        PackageReader used = write(folder.resolve("used"));
        use(write(gone));
        use(used);
        System.gc();
        assertThat(isMapped(gone)).as("is used until now").isTrue();
        nanos.addAndGet(PublishedTitle.MAX_IDLE.toNanos() / 2);
        use(used);
        nanos.addAndGet(PublishedTitle.MAX_IDLE.toNanos() / 2);
        while (isMapped(gone)) {
            use(PackageReader.open(folder.resolve("used")));
            System.gc();
        }
        CacheCounts before = cache.counts();
        use(used);
        assertThat(cache.counts().hits()).as("one that is used is kept").isEqualTo(before.hits() + 1);
    }
}
