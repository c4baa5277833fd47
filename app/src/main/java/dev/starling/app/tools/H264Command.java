package dev.starling.app.tools;

import picocli.CommandLine.Command;

/** {@code starling h264}: the H.264 engine, applied to files with a byte stream (Annex B). */
@Command(
        name = "h264",
        description = "Inspects H.264 byte streams (Annex B) and rewrites them without decoding pixels.",
        subcommands = {
            H264InspectCommand.class,
            H264IdentityCommand.class,
            H264RequantiseCommand.class,
            H264BlendCommand.class
        })
public final class H264Command {}
