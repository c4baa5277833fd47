package dev.starling.app.command;

import dev.starling.app.command.ConfigFile.Entry;
import dev.starling.app.command.ConfigFile.MalformedException;
import dev.starling.swarm.pack.FailureLine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * Puts the values of a configuration file into the arguments of a command that has the option {@value #OPTION}. The
 * keys are those that the command line knows: the long name of each option without its dashes, and the label of a
 * parameter in lower case. What stands on the command line precedes; values of an option that may be repeated are added
 * to those of the file, after them.
 */
public final class ConfigArguments {
    /** The option that names the file. */
    public static final String OPTION = "--config";

    /** Options that say what to do and not how; they belong on the command line. */
    private static final Set<String> NOT_IN_A_FILE = Set.of(OPTION, "--check-config");

    private final Supplier<CommandLine> program;
    private final CommandLine command;
    private final Path file;
    private final Map<String, ArgSpec> keys;

    private ConfigArguments(Supplier<CommandLine> program, CommandLine command, Path file) {
        this.program = program;
        this.command = command;
        this.file = file;
        this.keys = keys(command.getCommandSpec());
    }

    /**
     * The arguments with those of the configuration file, if they name one.
     *
     * @param program makes the command line
     * @param main receives errors: its subcommand is that of the exception
     * @throws ParameterException if the file cannot be read, or a line of it is wrong; the message names the line
     */
    public static String[] expand(Supplier<CommandLine> program, CommandLine main, String... arguments) {
        ParseResult given = lenient(program.get()).parseArgs(arguments);
        if (!given.hasSubcommand()) {
            return arguments;
        }
        ParseResult sub = given.subcommand();
        OptionSpec option = sub.matchedOption(OPTION);
        if (option == null || !(option.getValue() instanceof Path file)) {
            return arguments;
        }
        String name = sub.commandSpec().name();
        CommandLine command = Objects.requireNonNull(main.getSubcommands().get(name));
        List<String> before = new ArrayList<>();
        List<String> after = new ArrayList<>();
        List<String> rest = new ArrayList<>(Arrays.asList(arguments));
        int place = rest.indexOf(name);
        new ConfigArguments(program, command, file).add(sub, before, after);
        List<String> all = new ArrayList<>(rest.subList(0, place + 1));
        all.addAll(before);
        all.addAll(rest.subList(place + 1, rest.size()));
        all.addAll(after);
        return all.toArray(String[]::new);
    }

    /**
     * The keys of a command.
     *
     * @param spec the command
     */
    static Map<String, ArgSpec> keys(CommandSpec spec) {
        Map<String, ArgSpec> keys = new TreeMap<>();
        for (OptionSpec option : spec.options()) {
            if (!option.usageHelp() && !option.versionHelp() && !NOT_IN_A_FILE.contains(option.longestName())) {
                keys.put(option.longestName().replaceFirst("^--?", ""), option);
            }
        }
        for (PositionalParamSpec parameter : spec.positionalParameters()) {
            keys.put(parameter.paramLabel().toLowerCase(Locale.ROOT), parameter);
        }
        return keys;
    }

    /** Adds the file's options, which go first, and parameters, which go last. */
    private void add(ParseResult given, List<String> options, List<String> parameters) {
        Map<String, Integer> lines = new HashMap<>();
        for (Entry entry : entries()) {
            ArgSpec key = Optional.ofNullable(keys.get(entry.key()))
                    .orElseThrow(() -> wrong(
                            entry.line(),
                            "no such key: " + ConfigFile.printable(entry.key()) + "; there are "
                                    + String.join(", ", keys.keySet())));
            Integer earlier = lines.putIfAbsent(entry.key(), entry.line());
            if (earlier != null && !key.isMultiValue()) {
                throw wrong(entry.line(), entry.key() + " is set in line " + earlier + " already");
            }
            check(key, entry);
            if (key instanceof OptionSpec option) {
                if (option.isMultiValue() || !given.hasMatchedOption(option.longestName())) {
                    options.add(argument(option, entry));
                }
            } else if (given.matchedPositionals().isEmpty()) {
                parameters.add(entry.value());
            }
        }
    }

    private List<Entry> entries() {
        try {
            return ConfigFile.read(file);
        } catch (MalformedException e) {
            throw new ParameterException(command, file + ":" + e.getMessage());
        } catch (IOException e) {
            throw new ParameterException(command, OPTION + " " + FailureLine.of(e));
        }
    }

    private static String argument(OptionSpec option, Entry entry) {
        return option.longestName() + "=" + entry.value();
    }

    /** Parses one value alone, so that an error is that of its line. */
    private void check(ArgSpec key, Entry entry) {
        if (entry.value().isEmpty()) {
            throw wrong(entry.line(), entry.key() + " has no value; leave the line out for the default");
        }
        CommandLine alone = lenient(program.get());
        String argument = key instanceof OptionSpec option ? argument(option, entry) : entry.value();
        ParseResult parsed = alone.parseArgs(command.getCommandName(), argument).subcommand();
        for (Exception error : parsed.errors()) {
            if (!(error instanceof MissingParameterException)) {
                throw wrong(entry.line(), entry.key() + ": " + reason(error));
            }
        }
    }

    private static String reason(Exception error) {
        return String.valueOf(error.getMessage())
                .lines()
                .findFirst()
                .orElse("")
                .replaceFirst("^Invalid value for [^:]*: ", "")
                .replaceFirst("is not an? (int|long)$", "is not a whole number");
    }

    private ParameterException wrong(int line, String message) {
        return new ParameterException(command, file + ":" + line + ": " + message);
    }

    /** Makes a command line collect errors instead of throwing them. */
    private static CommandLine lenient(CommandLine line) {
        line.getCommandSpec().parser().collectErrors(true);
        line.getSubcommands().values().forEach(ConfigArguments::lenient);
        return line;
    }
}
