package dev.starling.app.tools;

import dev.starling.app.command.CommandFiles;
import dev.starling.app.command.ResultCommand;
import dev.starling.h264.Inspection;
import dev.starling.h264.bits.H264Exception;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code starling h264 inspect}: one line for each NAL unit. */
@Command(
        name = "inspect",
        description = "Prints one line per NAL unit: index, offset, length, type, nal_ref_idc and a summary of its"
                + " header.")
final class H264InspectCommand extends ResultCommand {
    @Parameters(paramLabel = "FILE", description = "H.264 byte stream (Annex B).")
    private Path file;

    /** The result as JSON, documented in {@code docs/cli.md}. */
    record Result(String file, List<Inspection.Unit> units) {}

    @Override
    protected Outcome run() throws IOException {
        List<Inspection.Unit> units;
        try {
            units = Inspection.of(CommandFiles.read(file));
        } catch (H264Exception e) {
            throw H264Files.notAByteStream(file, String.valueOf(e.getMessage()));
        }
        if (units.isEmpty()) {
            throw H264Files.notAByteStream(file, "no NAL unit");
        }
        return Outcome.ok(new Result(file.toString(), units), out -> print(out, units));
    }

    private static void print(PrintWriter out, List<Inspection.Unit> units) {
        for (Inspection.Unit unit : units) {
            out.printf(
                    Locale.ROOT,
                    "%6d %10d %8d  %-24s ref %d  %s%n",
                    unit.index(),
                    unit.offset(),
                    unit.bytes(),
                    unit.type(),
                    unit.nalRefIdc(),
                    describe(unit.content()));
        }
    }

    private static String describe(Inspection.@Nullable Content content) {
        return switch (content) {
            case null -> "";
            case Inspection.Sequence s ->
                "id %d avc1.%s %dx%d chroma_format_idc %d, %d bit, %s, %d reference frames"
                        .formatted(
                                s.seqParameterSetId(),
                                s.profileAndLevel(),
                                s.croppedWidth(),
                                s.croppedHeight(),
                                s.chromaFormatIdc(),
                                s.bitDepthLuma(),
                                s.frameMbsOnlyFlag() ? "frames" : "frames or fields",
                                s.maxNumRefFrames());
            case Inspection.Picture p ->
                "id %d of sequence %d, %s%s, weighted prediction P %s B %d"
                        .formatted(
                                p.picParameterSetId(),
                                p.seqParameterSetId(),
                                p.entropyCodingModeFlag() ? "CABAC" : "CAVLC",
                                p.transform8x8ModeFlag() ? ", 8x8 transform" : "",
                                p.weightedPredFlag() ? "explicit" : "off",
                                p.weightedBipredIdc());
            case Inspection.Slice s ->
                "%s %s first_mb %d pps %d frame_num %d poc_lsb %d qp %d"
                        .formatted(
                                s.sliceType(),
                                s.structure(),
                                s.firstMbInSlice(),
                                s.picParameterSetId(),
                                s.frameNum(),
                                s.picOrderCntLsb(),
                                s.sliceQpY());
            case Inspection.Unreadable u -> H264Files.refusal(u.kind(), u.syntaxElement(), u.bitPosition());
        };
    }
}
