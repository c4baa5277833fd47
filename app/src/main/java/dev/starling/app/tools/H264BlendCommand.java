package dev.starling.app.tools;

import dev.starling.app.command.CommandException;
import dev.starling.app.command.CommandFiles;
import dev.starling.app.command.ResultCommand;
import dev.starling.h264.bits.H264Exception;
import dev.starling.h264.edit.Blend;
import dev.starling.h264.edit.BlendCompatibility;
import dev.starling.h264.edit.BlendLevel;
import dev.starling.h264.edit.CodedSlice;
import dev.starling.h264.edit.CodedVideo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code starling h264 blend}: mixes two structure-locked streams in the compressed domain. */
@Command(
        name = "blend",
        description = {
            "Mixes two structure-locked H.264 byte streams into one, without decoding pixels.",
            "Both must be encoded from the same video with the same picture types, references and parameter sets"
                    + " (x264: stitchable=1)."
        })
final class H264BlendCommand extends ResultCommand {
    @Parameters(index = "0", paramLabel = "A", description = "H.264 byte stream (Annex B).")
    private Path a;

    @Parameters(index = "1", paramLabel = "B", description = "H.264 byte stream that is structure-locked with A.")
    private Path b;

    @Parameters(index = "2", paramLabel = "OUT", description = "File to write.")
    private Path out;

    @Option(
            names = "--level",
            paramLabel = "LEVEL",
            required = true,
            description = "What to mix: frame (whole pictures), slice (slices of pictures) or coefficient (transform"
                    + " levels).")
    private BlendLevel level;

    @Option(
            names = "--weight",
            paramLabel = "W",
            required = true,
            showDefaultValue = Visibility.NEVER,
            description = "Share of B, 0 to 1.")
    private double weight;

    /**
     * The result.
     *
     * @param slicesOfA slices copied from A; a slice that A and B have in common counts as A's
     * @param slicesOfB slices copied from B
     * @param slicesRewritten slices that were rewritten: levels mixed, or the header adapted to A's parameter sets
     */
    record Result(
            String out,
            long bytesA,
            long bytesB,
            long outBytes,
            int pictures,
            int slicesOfA,
            int slicesOfB,
            int slicesRewritten) {}

    @Override
    protected Outcome run() throws IOException {
        if (!(weight >= 0 && weight <= 1)) {
            throw badUsage("--weight must be 0 to 1: " + weight);
        }
        CodedVideo videoA = H264Files.read(a);
        CodedVideo videoB = H264Files.read(b);
        BlendCompatibility.difference(videoA, videoB, level).ifPresent(difference -> {
            throw new CommandException("A and B are not structure-locked, so they cannot be blended: " + difference);
        });
        CodedVideo blended;
        try {
            blended = Blend.blend(videoA, videoB, level, weight);
        } catch (H264Exception e) {
            throw new CommandException("A or B has slice data that cannot be blended at this level: " + e.getMessage());
        }
        CommandFiles.write(out, blended.toByteArray());
        Result result = count(videoA, videoB, blended);
        return Outcome.ok(
                result,
                writer -> writer.printf(
                        Locale.ROOT,
                        "%s: %d bytes (A %d, B %d); slices: %d of A, %d of B, %d rewritten%n",
                        result.out,
                        result.outBytes,
                        result.bytesA,
                        result.bytesB,
                        result.slicesOfA,
                        result.slicesOfB,
                        result.slicesRewritten));
    }

    private Result count(CodedVideo videoA, CodedVideo videoB, CodedVideo blended) {
        int ofA = 0;
        int ofB = 0;
        int rewritten = 0;
        for (int i = 0; i < blended.accessUnits().size(); i++) {
            List<CodedSlice> slicesA = videoA.accessUnits().get(i).slices();
            List<CodedSlice> slicesB = videoB.accessUnits().get(i).slices();
            for (CodedSlice slice : blended.accessUnits().get(i).slices()) {
                if (slicesA.contains(slice)) {
                    ofA++;
                } else if (slicesB.contains(slice)) {
                    ofB++;
                } else {
                    rewritten++;
                }
            }
        }
        return new Result(
                out.toString(),
                videoA.sizeBytes(),
                videoB.sizeBytes(),
                blended.sizeBytes(),
                blended.accessUnits().size(),
                ofA,
                ofB,
                rewritten);
    }
}
