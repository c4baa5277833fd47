package dev.starling.app;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Turns arguments that cannot be taken into one line on standard error, which says where the right ones are told, and
 * exit code 2.
 */
final class UsageHandler implements IParameterExceptionHandler {
    @Override
    public int handleParseException(ParameterException refused, String[] arguments) {
        CommandLine command = refused.getCommandLine();
        command.getErr()
                .println("starling: " + message(refused) + suggestion(refused) + "; see "
                        + command.getCommandSpec().qualifiedName() + " --help");
        return ExitCode.USAGE;
    }

    /** What a command does that is nothing without one of its subcommands. */
    static int nameACommand(CommandSpec spec) {
        CommandLine command = spec.commandLine();
        command.getErr().println("starling: name a command");
        command.usage(command.getErr());
        return ExitCode.USAGE;
    }

    private static String message(ParameterException refused) {
        String first = String.valueOf(refused.getMessage()).lines().findFirst().orElse("");
        return first.replaceFirst("^Error: ", "").replaceFirst("\\.$", "");
    }

    private static String suggestion(ParameterException refused) {
        List<String> similar = refused instanceof UnmatchedArgumentException unmatched && unmatched.isUnknownOption()
                ? unmatched.getSuggestions()
                : List.of();
        return similar.isEmpty() ? "" : "; did you mean " + String.join(" or ", similar) + "?";
    }
}
