package dev.starling.app.lab;

import dev.starling.app.command.ResultCommand;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code starling lab rollback}: puts the policy before back in its place. */
@Command(
        name = "rollback",
        description = {
            "Puts the policy that lab learn has kept, POLICY.previous, back in the place of POLICY, and keeps the",
            "one that it replaces: the same command undoes it. An edge that serves the file reads it within a second."
        })
public final class LabRollbackCommand extends ResultCommand {
    @Parameters(paramLabel = "POLICY", description = "The policy file.")
    private Path policy;

    /** The result as JSON, documented in {@code docs/cli.md}. */
    record Result(String policy, String previous) {}

    @Override
    protected Outcome run() throws IOException {
        PolicyFiles.rollBack(policy);
        Result result =
                new Result(policy.toString(), PolicyFiles.previous(policy).toString());
        return Outcome.ok(
                result,
                out -> out.printf(
                        "%s is the policy before again; the one that it replaces is in %s%n",
                        result.policy(), result.previous()));
    }
}
