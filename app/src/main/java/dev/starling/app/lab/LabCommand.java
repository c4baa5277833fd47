package dev.starling.app.lab;

import picocli.CommandLine.Command;

/** {@code starling lab}: simulations of delivery. */
@Command(
        name = "lab",
        description = "Simulates adaptive streaming over recorded network traces.",
        subcommands = {
            LabEvaluateCommand.class,
            LabReplayCommand.class,
            LabTrainCommand.class,
            LabDemandCommand.class,
            LabLearnCommand.class,
            LabRollbackCommand.class
        })
public final class LabCommand {}
