package dev.starling.app;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Handles bad usage: one line on standard error that names the mistake and the help to read, and exit code 2. */
final class UsageHandler implements IParameterExceptionHandler {
    @Override
    public int handleParseException(ParameterException refused, String[] arguments) {
        CommandLine command = refused.getCommandLine();
        if (lacksSubcommand(refused)) {
            command.getErr().println("starling: name a command");
            command.usage(command.getErr());
        } else {
            command.getErr()
                    .println("starling: " + message(refused) + suggestion(refused) + "; see "
                            + command.getCommandSpec().qualifiedName() + " --help");
        }
        return ExitCode.USAGE;
    }

    /** Whether only the name of a subcommand was missing: picocli has no exception of its own for that. */
    private static boolean lacksSubcommand(ParameterException refused) {
        return refused.getClass() == ParameterException.class
                && !refused.getCommandLine().getSubcommands().isEmpty();
    }

    private static String message(ParameterException refused) {
        if (refused.getCause() instanceof TypeConversionException
                && refused.getArgSpec() instanceof OptionSpec option
                && option.auxiliaryTypes()[0].isEnum()) {
            // picocli would list the constants in upper case, with "(case-insensitive)".
            String values = Arrays.stream(option.auxiliaryTypes()[0].getEnumConstants())
                    .map(it -> it.toString().toLowerCase(Locale.ROOT))
                    .collect(Collectors.joining(", "));
            return option.longestName() + " must be one of " + values + ": " + refused.getValue();
        }
        if (refused instanceof UnmatchedArgumentException unmatched
                && !unmatched.isUnknownOption()
                && !refused.getCommandLine().getSubcommands().isEmpty()) {
            return "no such command: " + unmatched.getUnmatched().getFirst();
        }
        String first = String.valueOf(refused.getMessage()).lines().findFirst().orElse("");
        return first.replaceFirst("^Error: ", "")
                .replaceFirst("\\.$", "")
                .replaceFirst("\\((?:\\w+\\.)+\\w+: (.*)\\)$", "($1)")
                .replaceFirst("is not a (double|float)$", "is not a number")
                .replaceFirst("is not an? (int|long)$", "is not a whole number");
    }

    private static String suggestion(ParameterException refused) {
        List<String> similar = refused instanceof UnmatchedArgumentException unmatched && unmatched.isUnknownOption()
                ? unmatched.getSuggestions()
                : List.of();
        return similar.isEmpty() ? "" : "; did you mean " + String.join(" or ", similar) + "?";
    }
}
