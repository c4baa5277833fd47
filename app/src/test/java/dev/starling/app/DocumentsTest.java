package dev.starling.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.starling.edge.limits.EdgeLimit;
import dev.starling.swarm.breed.genome.Gene;
import dev.starling.swarm.breed.genome.Genome;
import dev.starling.swarm.profile.Codec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks the documents: their commands parse, their links exist, and they cover every option and gene. */
class DocumentsTest {
    private static final Path ROOT =
            Path.of(System.getProperty("starling.root", "..")).normalize();
    private static final Pattern COMMAND =
            Pattern.compile("^(?:\\$ )?\\./starling +(.*?)(?: +#.*| *\\\\)?$", Pattern.MULTILINE);
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]+)(?:#[^)]*)?\\)");

    static Stream<Path> documents() throws IOException {
        try (Stream<Path> top = Files.list(ROOT);
                Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
            return Stream.concat(top, docs).filter(it -> it.toString().endsWith(".md")).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("documents")
    void everyCommandParses(Path document) throws IOException {
        List<String> commands = COMMAND.matcher(Files.readString(document))
                .results()
                .map(it -> it.group(1).strip())
                .toList();
        for (String command : commands) {
            String[] arguments = Arrays.stream(command.split("\\s+"))
                    .filter(it -> !it.equals("…") && !it.startsWith("["))
                    .toArray(String[]::new);
            assertThatCode(() -> Starling.commandLine().parseArgs(arguments))
                    .as("%s: ./starling %s", ROOT.relativize(document), command)
                    .doesNotThrowAnyException();
        }
    }

    @ParameterizedTest
    @MethodSource("documents")
    void everyLinkLeadsToAFile(Path document) throws IOException {
        Path folder = document.toAbsolutePath().resolveSibling("");
        List<String> links = LINK.matcher(Files.readString(document))
                .results()
                .map(MatchResult::group)
                .map(it -> it.replaceAll("^\\]\\(|[)#].*$", ""))
                .filter(it -> !it.contains("://"))
                .toList();
        assertThat(links)
                .as("links of %s", ROOT.relativize(document))
                .allSatisfy(link -> assertThat(folder.resolve(link)).exists());
    }

    @Test
    void everyCommandHasItsSectionWithItsOptions() throws IOException {
        String commands = Files.readString(ROOT.resolve("docs/cli.md"));
        Starling.commandLine().getSubcommands().forEach((name, command) -> {
            int start = commands.indexOf("\n## " + name + "\n");
            assertThat(start).as("section of %s", name).isPositive();
            int next = commands.indexOf("\n## ", start + 1);
            String section = commands.substring(start, next < 0 ? commands.length() : next);
            Stream.concat(Stream.of(command), command.getSubcommands().values().stream())
                    .flatMap(it -> it.getCommandSpec().options().stream())
                    .filter(it -> !it.usageHelp() && !it.versionHelp())
                    .forEach(it -> assertThat(it.names()).as(name).anyMatch(section::contains));
        });
    }

    @Test
    void everyLimitHasItsLineWithItsDefault() throws IOException {
        List<String> lines = Files.readAllLines(ROOT.resolve("docs/cli.md"));
        for (EdgeLimit limit : EdgeLimit.values()) {
            assertThat(lines)
                    .anySatisfy(line ->
                            assertThat(line).startsWith("| `" + limit.label() + "` | " + limit.byDefault() + " |"));
        }
    }

    @Test
    void everyGeneHasItsLineWithTheCodecsThatExpressIt() throws IOException {
        List<String> lines = Files.readAllLines(ROOT.resolve("docs/evolution.md"));
        for (Gene gene : Genome.GENES) {
            List<String> codecs = gene.codecs().size() == Codec.values().length
                    ? List.of("all")
                    : gene.codecs().stream().map(Genome::name).toList();
            assertThat(lines)
                    .as(gene.name())
                    .anySatisfy(line -> assertThat(line)
                            .startsWith("| ")
                            .contains("`" + gene.name() + "`")
                            .contains(codecs));
        }
    }
}
