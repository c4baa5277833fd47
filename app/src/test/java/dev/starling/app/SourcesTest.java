package dev.starling.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What holds for every source file and every page: width of lines, and that pages name classes that exist. */
class SourcesTest {
    private static final Path ROOT =
            Path.of(System.getProperty("starling.root", "..")).normalize();
    private static final int MAX_COLUMNS = 120;
    private static final Set<String> NOT_OURS = Set.of("target", "node_modules", "dist", ".git");
    private static final Pattern TABLE_CODE_OR_IMAGE = Pattern.compile("^(\\||    |!\\[).*");
    private static final Pattern FENCE = Pattern.compile("^ *```.*");
    private static final Pattern CLASS_NAME = Pattern.compile("`([A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]*)`");

    private static final List<Path> java = new ArrayList<>();
    private static final List<Path> pages = new ArrayList<>();

    @BeforeAll
    static void findFiles() throws IOException {
        Files.walkFileTree(ROOT, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                Path name = folder.getFileName();
                return name != null && NOT_OURS.contains(name.toString())
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (file.toString().endsWith(".java")) {
                    java.add(file);
                } else if (file.toString().endsWith(".md")) {
                    pages.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        assertThat(java).hasSizeGreaterThan(500);
        assertThat(pages).hasSizeGreaterThan(10);
    }

    private static boolean isWide(String line) {
        return line.codePointCount(0, line.length()) > MAX_COLUMNS;
    }

    private static String place(Path file, int index) {
        return ROOT.relativize(file) + ":" + (index + 1);
    }

    @Test
    void noLineOfCodeOrJavadocIsWiderThan120Columns() throws IOException {
        List<String> wide = new ArrayList<>();
        for (Path file : java) {
            List<String> lines = Files.readAllLines(file);
            IntStream.range(0, lines.size()).filter(i -> isWide(lines.get(i))).forEach(i -> wide.add(place(file, i)));
        }
        assertThat(wide).isEmpty();
    }

    @Test
    void noLineOfProseIsWiderThan120Columns() throws IOException {
        List<String> wide = new ArrayList<>();
        for (Path page : pages) {
            List<String> lines = Files.readAllLines(page);
            boolean fenced = false;
            for (int i = 0; i < lines.size(); i++) {
                fenced ^= FENCE.matcher(lines.get(i)).matches();
                boolean prose =
                        !fenced && !TABLE_CODE_OR_IMAGE.matcher(lines.get(i)).matches();
                if (prose && isWide(lines.get(i))) {
                    wide.add(place(page, i));
                }
            }
        }
        assertThat(wide).isEmpty();
    }

    @Test
    void architectureNamesClassesThatExist() throws IOException {
        Set<String> classes = java.stream()
                .map(it -> it.getFileName().toString().replace(".java", ""))
                .collect(Collectors.toSet());
        List<String> named = CLASS_NAME
                .matcher(Files.readString(ROOT.resolve("ARCHITECTURE.md")))
                .results()
                .map((MatchResult it) -> it.group(1))
                .toList();
        assertThat(named).isNotEmpty().allSatisfy(it -> assertThat(classes).contains(it));
    }
}
