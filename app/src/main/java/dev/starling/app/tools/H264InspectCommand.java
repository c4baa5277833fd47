package dev.starling.app.tools;

import dev.starling.app.command.CommandFiles;
import dev.starling.app.command.ResultCommand;
import dev.starling.h264.Inspection;
import dev.starling.h264.bits.H264Exception;
import dev.starling.h264.syntax.PicOrderCnt.CodedLsb;
import dev.starling.h264.syntax.PictureParameterSet;
import dev.starling.h264.syntax.SequenceParameterSet;
import dev.starling.h264.syntax.SliceHeader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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

    /**
     * The result as JSON, documented in {@code docs/cli.md}: {@code units} has the members of one object per NAL unit.
     */
    record Result(String file, List<Map<String, @Nullable Object>> units) {
        static Result of(Path file, List<Inspection.Unit> units) {
            return new Result(
                    file.toString(), units.stream().map(Result::members).toList());
        }

        private static Map<String, @Nullable Object> members(Inspection.Unit unit) {
            var members = new LinkedHashMap<String, @Nullable Object>();
            members.put("index", unit.index());
            members.put("offset", unit.offset());
            members.put("bytes", unit.bytes());
            members.put("type", unit.type());
            members.put("nalRefIdc", unit.nalRefIdc());
            members.put("content", unit.content().map(Result::members).orElse(null));
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

    @Override
    protected Outcome run() throws IOException {
        List<Inspection.Unit> units;
        try {
            units = Inspection.of(CommandFiles.readStream(file));
        } catch (H264Exception e) {
            throw H264Files.notAByteStream(file, String.valueOf(e.getMessage()));
        }
        if (units.isEmpty()) {
            throw H264Files.notAByteStream(file, "no NAL unit");
        }
        return Outcome.ok(Result.of(file, units), out -> print(out, units));
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
                    unit.content().map(H264InspectCommand::describe).orElse(""));
        }
    }

    /** weighted_bipred_idc in words. */
    private static String weightedBipred(int weightedBipredIdc) {
        return switch (weightedBipredIdc) {
            case 0 -> "off";
            case 1 -> "explicit";
            case 2 -> "implicit";
            default -> Integer.toString(weightedBipredIdc);
        };
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
                "id %d of sequence %d, %s%s, weighted prediction P %s B %s"
                        .formatted(
                                pps.picParameterSetId(),
                                pps.seqParameterSetId(),
                                pps.entropyCodingModeFlag() ? "CABAC" : "CAVLC",
                                pps.transform8x8ModeFlag() ? ", 8x8 transform" : "",
                                pps.weightedPrediction().weightedPredFlag() ? "explicit" : "off",
                                weightedBipred(pps.weightedPrediction().weightedBipredIdc()));
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
            case Inspection.Unreadable u -> H264Files.refusal(u.kind(), u.syntaxElement(), u.bitPosition());
        };
    }
}
