package dev.starling.app.report;

import dev.starling.app.command.CommandException;
import dev.starling.app.command.CommandFiles;
import dev.starling.app.command.ResultCommand;
import dev.starling.app.title.PackageInspection;
import dev.starling.farm.store.Location;
import dev.starling.swarm.pack.PackageReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code starling report}: writes what is known of a package or of experiments as one HTML file. */
@Command(
        name = "report",
        description = {
            "Writes a report as one HTML file that needs no other: of a package, or of the results of experiments."
        })
public final class ReportCommand extends ResultCommand {
    private static final Pattern RESULT_NAME = Pattern.compile(".*\\.jsonl?");
    private static final String KINDS = "a package, what lab evaluate, lab train or lab learn print with --json,"
            + " a profiles file of evolve, or what the benchmark RealPlayers prints";

    @Parameters(
            paramLabel = "INPUT",
            description = {
                "A package; or the result of an experiment in a file: what lab evaluate, lab train or lab learn",
                "print with --json, a profiles file of evolve, or what the benchmark RealPlayers prints;",
                "or a folder of such files, named *.json or *.jsonl.",
                "  Or s3://BUCKET/FOLDER, a package in an object store"
            })
    private Location input;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            required = true,
            description = "The report, an HTML file.")
    private Path output;

    /** The result as JSON, documented in {@code docs/cli.md}. */
    record Result(String output, String kind, int sections) {}

    @Override
    protected Outcome run() throws IOException {
        CommandFiles.requireWritable(output);
        Optional<Path> local = input.path();
        if (local.isPresent()) {
            CommandFiles.requireExisting(local.get());
            if (CommandFiles.isSame(output, local.get())) {
                throw new CommandException(output + ": the report would replace its input; name another file");
            }
            List<Path> files = results(local.get());
            if (!files.isEmpty()) {
                return experiments(local.get(), files);
            }
        }
        return ofPackage();
    }

    /** The files of experiments; empty if the input is, or may be, a package. */
    private static List<Path> results(Path local) throws IOException {
        if (Files.isRegularFile(local)) {
            return List.of(local);
        }
        if (PackageReader.isPackage(local)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(local)) {
            return files.filter(it -> RESULT_NAME
                                    .matcher(String.valueOf(it.getFileName()))
                                    .matches()
                            && Files.isRegularFile(it))
                    .sorted()
                    .toList();
        }
    }

    private Outcome experiments(Path place, List<Path> files) throws IOException {
        Map<Path, Experiment> experiments = new LinkedHashMap<>();
        for (Path file : files) {
            Optional<Experiment> experiment = ExperimentFile.read(file);
            experiment.ifPresent(it -> experiments.put(file, it));
            if (experiment.isEmpty() && files.size() > 1) {
                err().println(file + ": left out, because it is not the result of an experiment");
            }
        }
        if (experiments.isEmpty()) {
            throw new CommandException(place + ": nothing to report; name " + KINDS);
        }
        ReportPage page =
                new ReportPage(String.valueOf(place.toAbsolutePath().normalize().getFileName()));
        experiments.forEach((file, experiment) -> {
            try {
                experiment.addTo(page);
            } catch (IllegalArgumentException e) {
                throw new CommandException(file + ": " + e.getMessage());
            }
        });
        return write(page, "experiment", experiments.size());
    }

    private Outcome ofPackage() throws IOException {
        PackageReader reader = PackageInspection.open(input);
        List<String> problems = input.path().isPresent() ? reader.problems() : List.of();
        ReportPage page = new ReportPage(reader.title().name());
        new PackageReport(reader.title(), PackageInspection.of(reader, problems), reader.report(), page).write();
        return write(page, "package", 1);
    }

    private Outcome write(ReportPage page, String kind, int sections) throws IOException {
        CommandFiles.write(output, page.html().getBytes(StandardCharsets.UTF_8));
        Result result = new Result(output.toString(), kind, sections);
        return Outcome.ok(result, out -> out.println(output + ": open it in a browser"));
    }
}
