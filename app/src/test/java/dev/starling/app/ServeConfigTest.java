package dev.starling.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starling.app.command.ConfigArguments;
import dev.starling.swarm.json.StrictJson;
import dev.starling.swarm.steer.PolicySettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** {@code serve --config}. */
class ServeConfigTest {
    @TempDir
    private Path folder;

    private static final String PROFILES = """
            {"format": "starling-profiles", "version": 2, "seed": 1, "generation": 0, "demand": "even", "bandit": {},
             "history": [], "broods": [], "profiles": [{"genes": {}, "measured": {}}]}
            """;

    private Path config(String... lines) throws IOException {
        return Files.writeString(folder.resolve("starling.properties"), String.join("\n", lines) + "\n");
    }

    private Run check(Object... more) {
        Object[] all = new Object[more.length + 2];
        all[0] = "serve";
        all[1] = "--check-config";
        System.arraycopy(more, 0, all, 2, more.length);
        return Run.of(all);
    }

    private static String[] expand(String... arguments) {
        CommandLine line = Starling.commandLine()
                .setOut(new PrintWriter(new StringWriter()))
                .setErr(new PrintWriter(new StringWriter()));
        return ConfigArguments.expand(Starling::commandLine, line, arguments);
    }

    private static ParseResult parse(String... arguments) {
        return Starling.commandLine().parseArgs(expand(arguments)).subcommand();
    }

    private String good(String key) throws IOException {
        Path token = Files.writeString(folder.resolve("token"), "0123456789abcdef");
        Path policy = Files.write(folder.resolve("policy.json"), StrictJson.write(PolicySettings.DEFAULT));
        return switch (key) {
            case "dir" -> folder.toString();
            case "port" -> "0";
            case "host" -> "::1";
            case "limit" -> "connections=7";
            case "policy" -> policy.toString();
            case "levels" -> "gop,frame";
            case "trusted-proxies" -> "10.0.0.0/8";
            case "telemetry" -> folder.resolve("t.duckdb").toString();
            case "telemetry-days" -> "7";
            case "access-log" -> folder.resolve("access.log").toString();
            case "access-log-format" -> "json";
            case "admin-token-file" -> token.toString();
            case "profiles" ->
                Files.writeString(folder.resolve("profiles.json"), PROFILES).toString();
            case "path-lab" -> "true";
            case "upload-dir" -> folder.resolve("uploads").toString();
            case "tls-certificate", "tls-key" -> policy.toString();
            default -> "";
        };
    }

    @Test
    void everyOptionHasAKeyThatSetsIt() throws IOException {
        CommandLine serve =
                Objects.requireNonNull(Starling.commandLine().getSubcommands().get("serve"));
        for (OptionSpec option : serve.getCommandSpec().options()) {
            String key = option.longestName().substring(2);
            if (option.usageHelp() || option.versionHelp() || key.endsWith("config")) {
                continue;
            }
            Path file = config(key + " = " + good(key), "dir = " + folder);
            assertThat(good(key)).as(key).isNotEmpty();
            ParseResult result = parse("serve", "--config", file.toString());
            assertThat(result.hasMatchedOption(option.longestName())).as(key).isTrue();
            assertThat(result.matchedOption(option.longestName()).originalStringValues())
                    .as(key)
                    .containsExactly(good(key));
            if (!key.startsWith("tls-")) {
                assertThat(check("--config", file).exitCode()).as(key).isZero();
            }
        }
    }

    @Test
    void theCommandLinePrecedesTheFile() throws IOException {
        Path file = config(
                "# comment", "", "  port =  81  ", "dir=/elsewhere", "limit = connections=7", "limit = requests=8");
        String other = folder.toString();
        assertThat(expand("serve", "--config=" + file, "--port", "0", other))
                .containsExactly(
                        "serve",
                        "--limit=connections=7",
                        "--limit=requests=8",
                        "--config=" + file,
                        "--port",
                        "0",
                        other);
        assertThat(expand("serve", "--limit", "connections=9", "--config", file.toString()))
                .containsExactly(
                        "serve",
                        "--port=81",
                        "--limit=connections=7",
                        "--limit=requests=8",
                        "--limit",
                        "connections=9",
                        "--config",
                        file.toString(),
                        "/elsewhere");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "prot = 80                 | 2: no such key: prot; there are access-log, ",
                "config = a                | 2: no such key: config; there are ",
                "port 80                   | 2: not KEY = VALUE: port 80",
                "port =                    | 2: port has no value",
                "port = 80800              | 2: port: must be 0 to 65535: 80800",
                "port = many               | 2: port: 'many' is not a whole number",
                "limit = connection=1      | 2: limit: no such limit: connection; there are connections, ",
                "limit = connections=0     | 2: limit: ",
                "levels = gop,slices       | 2: levels: ",
                "trusted-proxies = 10.0/33 | 2: trusted-proxies: not a network like 10.0.0.0/8",
                "telemetry-days = 0        | 2: telemetry-days: must be 1 to 3650: 0",
                "host = 1                  | 2: host is set in line 1 already"
            })
    void aWrongLineIsOneLineWithItsPlaceAndWhatIsAllowed(String line, String message) throws IOException {
        Path file = config("host = 127.0.0.1", line);
        Run run = check("--config", file, folder);
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).startsWith("starling: " + file + ":" + message).hasLineCount(1);
    }

    @Test
    void aFileThatIsMissingIsOneLine() {
        Run run = check("--config", folder.resolve("none"), folder);
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("none: no such file").hasLineCount(1);
    }

    @Test
    void aCheckReadsTheFilesAndServesNothing() throws IOException {
        assertThat(check(folder).exitCode()).isZero();
        Path none = folder.resolve("none");
        Path bad = Files.writeString(folder.resolve("bad"), "{");
        for (List<Object> wrong : List.<List<Object>>of(
                List.of(none),
                List.of(folder, "--policy", none),
                List.of(folder, "--policy", bad),
                List.of(folder, "--admin-token-file", none),
                List.of(folder, "--profiles", none),
                List.of(folder, "--profiles", bad),
                List.of(folder, "--admin-token-file", bad),
                List.of(folder, "--telemetry", none.resolve("file")),
                List.of(folder, "--access-log", none.resolve("file")),
                List.of(folder, "--tls-key", bad),
                List.of(folder, "--tls-certificate", bad, "--tls-key", bad),
                List.of(folder, "--tls-certificate", none, "--tls-key", bad),
                List.of(folder, "--host", "no.such.host.invalid"),
                List.of(bad))) {
            Run run = check(wrong.toArray());
            assertThat(run.exitCode()).as(wrong.toString()).isEqualTo(2);
            assertThat(run.err()).as(wrong.toString()).startsWith("starling: ").hasLineCount(1);
            assertThat(run.out()).isEmpty();
        }
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).containsExactly(bad);
        }
    }

    @Test
    void theExampleOfTheDocumentIsValid() throws IOException {
        String page = Files.readString(
                Path.of(System.getProperty("starling.root", "..")).resolve("docs/operations.md"),
                StandardCharsets.UTF_8);
        int start = page.indexOf("    # An edge behind two proxies");
        String example = page.substring(start, page.indexOf("\n\n", start));
        assertThat(parse("serve", "--config", config(example).toString()).matchedPositionals())
                .hasSize(1);
    }

    /** A device does not tell its size. */
    @ParameterizedTest
    @ValueSource(strings = {"--config", "--admin-token-file", "--policy", "--profiles"})
    void aFileWithoutAnEndIsRefusedInOneLine(String option) {
        Run run = check(option, Path.of("/dev/zero"), folder);
        assertThat(run.exitCode()).isNotZero();
        assertThat(run.err().lines()).hasSize(1).first().asString().contains("/dev/zero", "bytes");
    }
}
