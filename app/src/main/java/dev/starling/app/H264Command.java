package dev.starling.app;

import dev.starling.h264.Identity;
import dev.starling.h264.Inspection;
import dev.starling.h264.bits.H264Exception;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code starling h264}: what the H.264 engine can do, on files that hold a byte stream (Annex B). */
@Command(
        name = "h264",
        description = "Looks into H.264 byte streams (Annex B) and rewrites them without decoding pixels.",
        mixinStandardHelpOptions = true,
        subcommands = {H264RequantiseCommand.class, H264BlendCommand.class},
        synopsisSubcommandLabel = "COMMAND")
final class H264Command implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() {
        return UsageHandler.nameACommand(spec);
    }

    /** One line for each NAL unit. */
    @Command(
            name = "inspect",
            description = "Prints one line for each NAL unit: offset, length, type, and what its header says.",
            mixinStandardHelpOptions = true)
    int inspect(
            @Parameters(paramLabel = "FILE", description = "A file with an H.264 byte stream.") Path file,
            @Mixin JsonOption json)
            throws IOException {
        List<Inspection.Unit> units;
        try {
            units = Inspection.of(CommandFiles.read(file));
        } catch (H264Exception e) {
            throw new CommandException(notAStream(file, e.getMessage()));
        }
        if (units.isEmpty()) {
            throw new CommandException(notAStream(file, "it has no NAL unit"));
        }
        json.print(spec.commandLine().getOut(), new InspectResult(file.toString(), units), out -> {
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
        });
        return ExitCode.OK;
    }

    /** Proves that reading and writing are inverse on these files. */
    @Command(
            name = "identity",
            description = {
                "Reads each stream into its model, writes it back and compares the bytes.",
                "Says `identical`, or why a unit was refused, or DIFFERENT; exit code 1 if any stream is different, or a file has no NAL unit."
            },
            mixinStandardHelpOptions = true)
    int identity(
            @Parameters(paramLabel = "FILE", arity = "1..*", description = "Files with H.264 byte streams.")
                    List<Path> files,
            @Mixin JsonOption json)
            throws IOException {
        var identity = new Identity();
        var results = new ArrayList<IdentityResult>();
        for (Path file : files) {
            results.add(identity(identity, file));
        }
        json.print(spec.commandLine().getOut(), new IdentityResults(results), out -> printVerdicts(out, results));
        return results.stream().anyMatch(result -> result.verdict().equals(DIFFERENT) || result.nalUnits() == 0)
                ? ExitCode.SOFTWARE
                : ExitCode.OK;
    }

    private static final String DIFFERENT = "DIFFERENT";

    /** The result of {@code inspect}. */
    record InspectResult(String file, List<Inspection.Unit> units) {}

    /** The result of {@code identity}. */
    record IdentityResults(List<IdentityResult> files) {}

    /**
     * The result of {@code identity} for one file.
     *
     * @param verdict {@code identical}, {@code DIFFERENT}, or the first refusal: {@code unsupported: ELEMENT at BIT},
     *     likewise malformed and truncated; {@code no NAL unit} of an empty file
     * @param firstNalUnit index of the NAL unit that the verdict is about; null where it is {@code identical} or the
     *     file is no byte stream
     * @param refusedNalUnits how many NAL units could not be read
     */
    record IdentityResult(
            String file,
            String verdict,
            @Nullable Integer firstNalUnit,
            int nalUnits,
            int slices,
            long macroblocks,
            int refusedNalUnits) {}

    private static IdentityResult identity(Identity identity, Path file) throws IOException {
        Identity.Report report;
        try {
            report = identity.check(CommandFiles.read(file));
        } catch (H264Exception e) {
            return new IdentityResult(
                    file.toString(), verdict(e.kind(), e.syntaxElement(), e.bitPosition()), null, 0, 0, 0, 0);
        }
        String verdict = report.nalUnits() == 0 ? "no NAL unit" : "identical";
        Integer unit = null;
        if (report.firstDifference().isPresent()) {
            verdict = DIFFERENT;
            unit = report.firstDifference().getAsInt();
        } else if (!report.refusals().isEmpty()) {
            var refusal = report.refusals().getFirst();
            verdict = verdict(refusal.kind(), refusal.syntaxElement(), refusal.bitPosition());
            unit = refusal.nalUnit();
        }
        return new IdentityResult(
                file.toString(),
                verdict,
                unit,
                report.nalUnits(),
                report.slices(),
                report.macroblocks(),
                report.refusals().size());
    }

    private static void printVerdicts(PrintWriter out, List<IdentityResult> results) {
        for (IdentityResult result : results) {
            out.print(result.file() + ": " + result.verdict());
            out.println(result.firstNalUnit() == null ? "" : " (NAL unit " + result.firstNalUnit() + ")");
        }
    }

    private static String verdict(H264Exception.Kind kind, String syntaxElement, long bitPosition) {
        return kind.name().toLowerCase(Locale.ROOT) + ": " + syntaxElement + " at " + bitPosition;
    }

    private static String notAStream(Path file, String reason) {
        return file + ": not an H.264 byte stream (" + reason
                + "); `ffmpeg -i IN.mp4 -c:v copy -bsf:v h264_mp4toannexb OUT.264` makes one of an MP4 file";
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
            case Inspection.Unreadable u -> verdict(u.kind(), u.syntaxElement(), u.bitPosition());
        };
    }
}
