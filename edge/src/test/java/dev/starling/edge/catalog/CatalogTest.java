package dev.starling.edge.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.starling.edge.GeneratedPackage;
import dev.starling.swarm.pack.FolderShelf;
import dev.starling.swarm.pack.MappedMember;
import dev.starling.swarm.pack.PackageException;
import dev.starling.swarm.title.Clip;
import dev.starling.swarm.title.ClusterId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class CatalogTest {
    @TempDir
    private Path folder;

    private void write(String name, int clips) throws IOException {
        new GeneratedPackage(clips, 50_000, clips).write(folder.resolve(name));
    }

    private static List<String> ids(Catalog catalog) {
        return catalog.titles().stream().map(PublishedTitle::id).toList();
    }

    @Test
    void packagesAppearAreReplacedAndGo() throws IOException {
        Catalog catalog = new Catalog(folder);
        assertThat(ids(catalog)).isEmpty();
        write("b", 1);
        write("a", 1);
        assertThat(ids(catalog)).containsExactly("a", "b");
        PublishedTitle before = catalog.find("a").orElseThrow();
        assertThat(catalog.find("a")).containsSame(before);
        write("a", 2);
        assertThat(catalog.find("a").orElseThrow().title().clips()).hasSize(2);
        Files.delete(folder.resolve("b/title.json"));
        assertThat(ids(catalog)).containsExactly("a");
        assertThat(catalog.find("b")).isEmpty();
    }

    @Test
    void anOpenTitleIsComparedWithTheFolderOnceASecond() throws IOException {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
        Catalog catalog = new Catalog(new FolderShelf(folder), now::get);
        write("a", 1);
        assertThat(catalog.findOpen("a")).as("not open").isEmpty();
        PublishedTitle before = catalog.find("a").orElseThrow();
        now.set(Instant.EPOCH.plusSeconds(5));
        assertThat(catalog.findOpen("a")).containsSame(before);
        write("a", 2);
        now.set(Instant.EPOCH.plusMillis(5_999));
        assertThat(catalog.findOpen("a")).containsSame(before);
        now.set(Instant.EPOCH.plusSeconds(4));
        assertThat(catalog.findOpen("a"))
                .as("replaced, and the clock was set back")
                .isEmpty();
        now.set(Instant.EPOCH.plusSeconds(6));
        assertThat(catalog.findOpen("a")).as("replaced").isEmpty();
        PublishedTitle after = catalog.find("a").orElseThrow();
        assertThat(catalog.findOpen("a")).containsSame(after);
        Files.delete(folder.resolve("a/title.json"));
        now.set(Instant.EPOCH.plusSeconds(7));
        assertThat(catalog.findOpen("a")).as("removed").isEmpty();
    }

    /** The new one has files of the same names. */
    @Test
    void filesOfAnotherPackageAreNotTakenForThoseOfTheReplacedOne() throws IOException {
        Catalog catalog = new Catalog(folder);
        write("a", 2);
        PublishedTitle before = catalog.find("a").orElseThrow();
        Clip clip = before.title().clips().getFirst();
        ClusterId member = clip.members().getFirst().cluster();
        MappedMember held = before.member(clip, member);
        write("a", 3);
        assertThat(before.member(clip, member)).as("as it was").isSameAs(held);
        ClusterId other = clip.members().getLast().cluster();
        assertThatThrownBy(() -> before.member(clip, other))
                .isInstanceOf(ReplacedException.class)
                .hasMessage("a was replaced");
        assertThat(catalog.find("a").orElseThrow().member(clip, other)).isNotNull();
        Files.delete(folder.resolve("a/title.json"));
        assertThatThrownBy(() -> before.audio(before.title().audio().getFirst().id(), 0))
                .isInstanceOf(ReplacedException.class);
    }

    @Test
    void aFileThatIsMissingFromAPackageIsNotTakenForAReplacement() throws IOException {
        Catalog catalog = new Catalog(folder);
        write("a", 1);
        PublishedTitle title = catalog.find("a").orElseThrow();
        Clip clip = title.title().clips().getFirst();
        try (Stream<Path> files = Files.walk(folder.resolve("a/clips"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.delete(file);
            }
        }
        assertThatThrownBy(() -> title.member(clip, clip.members().getFirst().cluster()))
                .isInstanceOf(PackageException.class)
                .hasMessageContaining("missing");
    }

    @Test
    void theFolderItselfMayBeThePackage() throws IOException {
        write("alone", 1);
        Catalog catalog = new Catalog(folder.resolve("alone"));
        assertThat(ids(catalog)).containsExactly("alone");
        assertThat(catalog.find("alone")).isPresent();
        assertThat(catalog.find("clips")).isEmpty();
    }

    @Test
    void aDamagedPackageIsSkippedWithOneLineForEachState() throws IOException {
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        Logger logger = (Logger) LoggerFactory.getLogger(Catalog.class);
        logger.addAppender(lines);
        try {
            write("whole", 1);
            Path damaged = Files.createDirectory(folder.resolve("damaged")).resolve("title.json");
            Files.writeString(damaged, "{");
            Catalog catalog = new Catalog(folder);
            assertThat(ids(catalog)).containsExactly("whole");
            assertThat(ids(catalog)).containsExactly("whole");
            assertThat(catalog.find("damaged")).isEmpty();
            assertThat(lines.list).hasSize(1);
            assertThat(lines.list.getFirst().getFormattedMessage())
                    .contains(damaged.toString())
                    .doesNotContain("\n");
            Files.setLastModifiedTime(damaged, FileTime.fromMillis(1));
            assertThat(ids(catalog)).containsExactly("whole");
            assertThat(lines.list).hasSize(2);
        } finally {
            logger.detachAppender(lines);
        }
    }

    @Test
    void whatIsBeingWrittenIsNotServed() throws IOException {
        write(".hidden", 1);
        Catalog catalog = new Catalog(folder);
        assertThat(ids(catalog)).isEmpty();
        assertThat(catalog.find(".hidden")).isEmpty();
    }

    @Test
    void noIdLeavesTheFolder() throws IOException {
        write("outside", 1);
        write("served/a", 1);
        Catalog catalog = new Catalog(folder.resolve("served"));
        assertThat(ids(catalog)).containsExactly("a");
        for (String id : List.of(
                "", ".", "..", "/", "/etc", "../outside", "a/../a", "a/", "./a", "a/clips", "a\u0000", "a\\..\\a")) {
            assertThat(catalog.find(id)).as(id).isEmpty();
        }
    }

    @Test
    void aFileIsNoCatalog() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        assertThatThrownBy(() -> new Catalog(file)).isInstanceOf(NotDirectoryException.class);
    }
}
