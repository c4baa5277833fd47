package dev.starling.app.tools;

import dev.starling.app.command.CommandException;
import dev.starling.app.command.CommandFiles;
import dev.starling.app.command.ResultCommand;
import dev.starling.h264.bits.H264Exception;
import dev.starling.h264.edit.CodedVideo;
import dev.starling.h264.edit.PictureChoice;
import dev.starling.h264.edit.Requantisation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code starling h264 requantise}: makes a stream smaller in the compressed domain. */
@Command(
        name = "requantise",
        description = {
            "Makes an H.264 byte stream smaller by quantising its transform levels more coarsely, without decoding"
                    + " pixels.",
            "Degrades the least harmful parts first: non-reference pictures, then each GOP from its end; intra"
                    + " macroblocks late."
        })
final class H264RequantiseCommand extends ResultCommand {
    @Parameters(index = "0", paramLabel = "IN", description = "H.264 byte stream (Annex B).")
    private Path in;

    @Parameters(index = "1", paramLabel = "OUT", description = "File to write.")
    private Path out;

    @Option(
            names = "--delta-qp",
            paramLabel = "N",
            description = "QP offset of what is requantised, 1 to 51. Required unless --max-bytes is given.")
    private @Nullable Integer deltaQp;

    @Option(
            names = "--pictures",
            paramLabel = "WHICH",
            defaultValue = "all",
            description = "Pictures that may change: nonref, b, p or all.")
    private PictureChoice pictures;

    @Option(
            names = "--weight",
            paramLabel = "W",
            description = {"Share to requantise, 0 to 1, least harmful parts first.", "  Default: 1"})
    private @Nullable Double weight;

    @Option(
            names = "--max-bytes",
            paramLabel = "N",
            description =
                    "Maximum size of OUT in bytes. Searches for the weight, and for the QP offset unless --delta-qp"
                            + " is given.")
    private @Nullable Long maxBytes;

    /**
     * The result.
     *
     * @param changedPictures access units that differ from IN
     */
    record Result(
            String in,
            String out,
            long inBytes,
            long outBytes,
            int pictures,
            int changedPictures,
            int deltaQp,
            double weight) {}

    @Override
    protected Outcome run() throws IOException {
        check();
        if (CommandFiles.isSame(out, in)) {
            throw badUsage("OUT is the same file as IN; name another");
        }
        CodedVideo video = H264Files.read(in);
        Requantisation.Met met;
        try {
            met = requantise(video);
        } catch (H264Exception e) {
            throw H264Files.notEditable(in, e);
        }
        CommandFiles.write(out, met.video().toByteArray());
        Result result = new Result(
                in.toString(),
                out.toString(),
                video.sizeBytes(),
                met.video().sizeBytes(),
                video.accessUnits().size(),
                changedPictures(video, met.video()),
                met.deltaQp(),
                met.weight());
        return Outcome.ok(
                result,
                writer -> writer.printf(
                        Locale.ROOT,
                        "%s: %d bytes, %.1f %% of %d; QP +%d at weight %.3f, %d of %d pictures changed%n",
                        result.out,
                        result.outBytes,
                        100.0 * result.outBytes / result.inBytes,
                        result.inBytes,
                        result.deltaQp,
                        result.weight,
                        result.changedPictures,
                        result.pictures));
    }

    private void check() {
        if (deltaQp == null && maxBytes == null) {
            throw badUsage("give --delta-qp, --max-bytes or both");
        }
        if (deltaQp != null && (deltaQp < 1 || deltaQp > 51)) {
            throw badUsage("--delta-qp must be 1 to 51: " + deltaQp);
        }
        if (weight != null && maxBytes != null) {
            throw badUsage("--max-bytes searches for the weight: do not give --weight too");
        }
        if (weight != null && !(weight >= 0 && weight <= 1)) {
            throw badUsage("--weight must be 0 to 1: " + weight);
        }
        if (maxBytes != null && maxBytes < 1) {
            throw badUsage("--max-bytes must be positive: " + maxBytes);
        }
    }

    private Requantisation.Met requantise(CodedVideo video) {
        OptionalInt delta = deltaQp == null ? OptionalInt.empty() : OptionalInt.of(deltaQp);
        if (maxBytes == null) {
            double share = weight == null ? 1 : weight;
            CodedVideo requantised = Requantisation.requantise(
                    video, picture -> pictures.includes(picture) ? delta.getAsInt() : 0, share);
            return new Requantisation.Met(requantised, delta.getAsInt(), share);
        }
        return switch (Requantisation.toBudget(video, pictures, delta, maxBytes)) {
            case Requantisation.Met met -> met;
            case Requantisation.Unreachable unreachable ->
                throw new CommandException(in + ": " + maxBytes + " bytes cannot be reached with these --pictures"
                        + (delta.isPresent() ? " and this --delta-qp" : "") + "; the minimum is "
                        + unreachable.smallestBytes() + " bytes");
        };
    }

    private static int changedPictures(CodedVideo before, CodedVideo after) {
        int changed = 0;
        for (int i = 0; i < before.accessUnits().size(); i++) {
            changed += before.accessUnits().get(i).equals(after.accessUnits().get(i)) ? 0 : 1;
        }
        return changed;
    }
}
