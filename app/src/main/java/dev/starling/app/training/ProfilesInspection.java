package dev.starling.app.training;

import dev.starling.app.terminal.Counted;
import dev.starling.app.terminal.TextTable;
import dev.starling.app.terminal.TextTable.Column;
import dev.starling.swarm.breed.demand.DemandDigest;
import dev.starling.swarm.breed.evolve.Brood;
import dev.starling.swarm.breed.evolve.Brood.Success;
import dev.starling.swarm.breed.evolve.MutationOperator;
import dev.starling.swarm.breed.evolve.OperatorBandit;
import dev.starling.swarm.breed.evolve.Population;
import dev.starling.swarm.breed.genome.Genome;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** What {@code starling inspect} shows of a profiles file: what evolution learned of the mutation operators. */
public final class ProfilesInspection {
    private static final double SECONDS_PER_HOUR = 3600;
    /** More generations are added up in equal spans. */
    private static final int MAX_ROWS = 12;

    private ProfilesInspection() {}

    /**
     * The result as JSON, documented in {@code docs/cli.md}.
     *
     * @param demand digest of the demand that the profiles were bred for, or {@code even}
     * @param operators the one with the most gain per CPU hour first
     * @param generations what each operator brought in each generation
     */
    public record Result(
            String profilesFile,
            int generation,
            DemandDigest demand,
            List<String> codecs,
            int profiles,
            List<OperatorResult> operators,
            List<Brood> generations) {
        public Result {
            codecs = List.copyOf(codecs);
            operators = List.copyOf(operators);
            generations = List.copyOf(generations);
        }
    }

    /**
     * An operator over all generations.
     *
     * @param gain by how much its children improved the best gains of the niches, in points of quality
     * @param gainPerCpuHour over all generations
     * @param reward what the bandit expects of it: the discounted mean over its children, per CPU hour
     */
    public record OperatorResult(
            MutationOperator operator,
            int children,
            double gain,
            double cpuSeconds,
            double gainPerCpuHour,
            double reward) {}

    /**
     * Reads a profiles file.
     *
     * @throws dev.starling.app.command.CommandException if the file is not a profiles file
     */
    public static Result read(Path file) throws IOException {
        return of(file.toString(), TrainingFiles.profiles(file));
    }

    /**
     * What a profiles file shows.
     *
     * @param file its path
     */
    public static Result of(String file, Population population) {
        return new Result(
                file,
                population.generation(),
                population.demand(),
                population.codecs().stream().map(Genome::name).toList(),
                population.genotypes().size(),
                operators(population),
                population.broods());
    }

    /** What the operators brought, the one with the most gain per CPU hour first. */
    static List<OperatorResult> operators(Population population) {
        return Arrays.stream(MutationOperator.values())
                .map(it -> operator(it, population))
                .sorted(Comparator.comparingDouble(OperatorResult::gainPerCpuHour)
                        .reversed())
                .toList();
    }

    private static OperatorResult operator(MutationOperator operator, Population population) {
        Success all =
                population.broods().stream().map(brood -> brood.of(operator)).reduce(Success.NONE, Success::plus);
        OperatorBandit.Arm arm = population.bandit().arm(operator);
        return new OperatorResult(
                operator,
                all.children(),
                all.gain(),
                all.cpuSeconds(),
                all.cpuSeconds() > 0 ? SECONDS_PER_HOUR * all.gain() / all.cpuSeconds() : 0,
                SECONDS_PER_HOUR * arm.mean());
    }

    /** Prints it as text. */
    public static void print(PrintWriter out, Result result, int columns) {
        out.printf(
                "%s: %s in %s after %s, bred for %s%n%n",
                result.profilesFile(),
                Counted.of(result.profiles(), "profile"),
                String.join(", ", result.codecs()),
                Counted.of(result.generation(), "generation"),
                result.demand().equals(DemandDigest.EVEN) ? "all bitrates alike" : "demand " + result.demand());
        TextTable table = new TextTable(List.of(
                new Column("operator", 0),
                new Column("children", 1),
                new Column("points gained", 1),
                new Column("CPU s", 2),
                new Column("per CPU hour", 0),
                new Column("expected", 2)));
        for (OperatorResult it : result.operators()) {
            table.row(
                    name(it.operator()),
                    Integer.toString(it.children()),
                    String.format(Locale.ROOT, "%.2f", it.gain()),
                    String.format(Locale.ROOT, "%.0f", it.cpuSeconds()),
                    String.format(Locale.ROOT, "%.2f", it.gainPerCpuHour()),
                    String.format(Locale.ROOT, "%.2f", it.reward()));
        }
        table.print(out, columns);
        if (!result.generations().isEmpty()) {
            out.println();
            out.println("Points gained over the generations (– no children):");
            byGeneration(result).print(out, columns);
        }
    }

    /** What each operator gained over the generations, the most successful one first. */
    private static TextTable byGeneration(Result result) {
        List<Column> columns = new ArrayList<>(List.of(new Column("generation", 0)));
        for (int i = 0; i < result.operators().size(); i++) {
            columns.add(new Column(name(result.operators().get(i).operator()), i));
        }
        TextTable table = new TextTable(columns);
        List<Brood> broods = result.generations();
        int span = Math.ceilDiv(broods.size(), MAX_ROWS);
        for (int from = 0; from < broods.size(); from += span) {
            List<Brood> some = broods.subList(from, Math.min(from + span, broods.size()));
            int first = some.getFirst().generation();
            int last = some.getLast().generation();
            List<String> row = new ArrayList<>(List.of(first == last ? "" + first : first + "–" + last));
            for (OperatorResult it : result.operators()) {
                Success all =
                        some.stream().map(brood -> brood.of(it.operator())).reduce(Success.NONE, Success::plus);
                row.add(all.children() == 0 ? "–" : String.format(Locale.ROOT, "%.2f", all.gain()));
            }
            table.row(row.toArray(String[]::new));
        }
        return table;
    }

    /** Its name for people. */
    static String name(MutationOperator operator) {
        return operator.name().toLowerCase(Locale.ROOT);
    }
}
