package dev.starling.app;

import dev.starling.h264.Identity;
import dev.starling.h264.Inspection;
import dev.starling.h264.bits.H264Exception;
import dev.starling.h264.syntax.PicOrderCnt.CodedLsb;
import dev.starling.h264.syntax.PictureParameterSet;
import dev.starling.h264.syntax.SequenceParameterSet;
import dev.starling.h264.syntax.SliceHeader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
        json.print(spec.commandLine().getOut(), InspectResult.of(file, units), out -> {
            for (Inspection.Unit unit : units) {
                out.printf(
                        Locale.ROOT,
                        "%6d %10d %8d  %-24s ref %d  %s%n",
                        unit.index(),
                        unit.offset(),
                        unit.bytes(),
                        unit.type(),
                        unit.nalRefIdc(),
                        unit.content().map(H264Command::describe).orElse(""));
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

    /** The result of {@code inspect}; {@code units} has the members of one JSON object per NAL unit. */
    record InspectResult(String file, List<Map<String, @Nullable Object>> units) {
        static InspectResult of(Path file, List<Inspection.Unit> units) {
            return new InspectResult(
                    file.toString(), units.stream().map(InspectResult::members).toList());
        }

        private static Map<String, @Nullable Object> members(Inspection.Unit unit) {
            var members = new LinkedHashMap<String, @Nullable Object>();
            members.put("index", unit.index());
            members.put("offset", unit.offset());
            members.put("bytes", unit.bytes());
            members.put("type", unit.type());
            members.put("nalRefIdc", unit.nalRefIdc());
            members.put("content", unit.content().map(InspectResult::members).orElse(null));
            return members;
        }

        private static Map<String, Object> members(Inspection.Content content) {
            var members = new LinkedHashMap<String, Object>();
            switch (content) {
                case Inspection.Sequence(SequenceParameterSet sps) -> {
                    members.put("seqParameterSetId", sps.seqParameterSetId());
                    members.put("profileAndLevel", sps.profileAndLevel().hex());
                    members.put("croppedWidth", sps.croppedWidth());
                    members.put("croppedHeight", sps.croppedHeight());
                    members.put("chromaFormatIdc", sps.chromaFormatIdc());
                    members.put("bitDepthLuma", sps.bitDepthLuma());
                    members.put("frameMbsOnlyFlag", sps.frameCoding().frameMbsOnlyFlag());
                    members.put("maxNumRefFrames", sps.maxNumRefFrames());
                }
                case Inspection.Picture(PictureParameterSet pps) -> {
                    members.put("picParameterSetId", pps.picParameterSetId());
                    members.put("seqParameterSetId", pps.seqParameterSetId());
                    members.put("entropyCodingModeFlag", pps.entropyCodingModeFlag());
                    members.put("transform8x8ModeFlag", pps.transform8x8ModeFlag());
                    members.put("weightedPredFlag", pps.weightedPrediction().weightedPredFlag());
                    members.put("weightedBipredIdc", pps.weightedPrediction().weightedBipredIdc());
                }
                case Inspection.Slice(SliceHeader header, int sliceQpY) -> {
                    members.put("sliceType", header.sliceType());
                    members.put("structure", header.structure());
                    members.put("idrPicFlag", header.idrPicFlag());
                    members.put("firstMbInSlice", header.firstMbInSlice());
                    members.put("picParameterSetId", header.picParameterSetId());
                    members.put("frameNum", header.frameNum());
                    members.put("picOrderCntLsb", picOrderCntLsb(header));
                    members.put("sliceQpY", sliceQpY);
                }
                case Inspection.Unreadable unreadable -> {
                    members.put("kind", unreadable.kind());
                    members.put("syntaxElement", unreadable.syntaxElement());
                    members.put("bitPosition", unreadable.bitPosition());
                }
            }
            return members;
        }
    }

    /** pic_order_cnt_lsb; 0 if the stream does not send it. */
    private static int picOrderCntLsb(SliceHeader header) {
        return header.pictureId().picOrderCnt() instanceof CodedLsb lsb ? lsb.picOrderCntLsb() : 0;
    }

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

    private static String describe(Inspection.Content content) {
        return switch (content) {
            case Inspection.Sequence(SequenceParameterSet sps) ->
                "id %d avc1.%s %dx%d chroma_format_idc %d, %d bit, %s, %d reference frames"
                        .formatted(
                                sps.seqParameterSetId(),
                                sps.profileAndLevel().hex(),
                                sps.croppedWidth(),
                                sps.croppedHeight(),
                                sps.chromaFormatIdc(),
                                sps.bitDepthLuma(),
                                sps.frameCoding().frameMbsOnlyFlag() ? "frames" : "frames or fields",
                                sps.maxNumRefFrames());
            case Inspection.Picture(PictureParameterSet pps) ->
                "id %d of sequence %d, %s%s, weighted prediction P %s B %d"
                        .formatted(
                                pps.picParameterSetId(),
                                pps.seqParameterSetId(),
                                pps.entropyCodingModeFlag() ? "CABAC" : "CAVLC",
                                pps.transform8x8ModeFlag() ? ", 8x8 transform" : "",
                                pps.weightedPrediction().weightedPredFlag() ? "explicit" : "off",
                                pps.weightedPrediction().weightedBipredIdc());
            case Inspection.Slice(SliceHeader header, int sliceQpY) ->
                "%s %s first_mb %d pps %d frame_num %d poc_lsb %d qp %d"
                        .formatted(
                                header.sliceType(),
                                header.structure(),
                                header.firstMbInSlice(),
                                header.picParameterSetId(),
                                header.frameNum(),
                                picOrderCntLsb(header),
                                sliceQpY);
            case Inspection.Unreadable u -> verdict(u.kind(), u.syntaxElement(), u.bitPosition());
        };
    }
}
