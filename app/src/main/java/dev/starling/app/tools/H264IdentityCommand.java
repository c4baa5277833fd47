package dev.starling.app.tools;

import dev.starling.app.command.CommandFiles;
import dev.starling.app.command.ResultCommand;
import dev.starling.h264.Identity;
import dev.starling.h264.bits.H264Exception;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code starling h264 identity}: checks that reading and writing are inverse on some files. */
@Command(
        name = "identity",
        description = {
            "Reads each stream into its syntax model, writes it back and compares the bytes.",
            "Prints `identical`, or why a NAL unit could not be read, or DIFFERENT. Fails if a stream is different or a"
                    + " file has no NAL unit."
        })
final class H264IdentityCommand extends ResultCommand {
    private static final String IDENTICAL = "identical";
    private static final String DIFFERENT = "DIFFERENT";
    private static final String EMPTY = "no NAL unit";

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "H.264 byte streams (Annex B).")
    private List<Path> files;

    /** The result as JSON, documented in {@code docs/cli.md}. */
    record Result(List<FileResult> files) {}

    /**
     * The result for one file.
     *
     * @param verdict {@code identical}, {@code DIFFERENT}, {@code no NAL unit}, or the first refusal in the form
     *     {@code unsupported: ELEMENT at bit N} (likewise {@code malformed} and {@code truncated})
     * @param firstNalUnit index of the NAL unit that the verdict is about; null if the verdict is {@code identical} or
     *     the file is not a byte stream
     * @param refusedNalUnits number of NAL units that could not be read
     */
    record FileResult(
            String file,
            String verdict,
            @Nullable Integer firstNalUnit,
            int nalUnits,
            int slices,
            long macroblocks,
            int refusedNalUnits) {
        boolean failed() {
            return verdict.equals(DIFFERENT) || nalUnits == 0;
        }
    }

    @Override
    protected Outcome run() throws IOException {
        var identity = new Identity();
        var results = new ArrayList<FileResult>();
        for (Path file : files) {
            results.add(check(identity, file));
        }
        Result result = new Result(results);
        return results.stream().anyMatch(FileResult::failed)
                ? Outcome.failed(result, out -> print(out, results))
                : Outcome.ok(result, out -> print(out, results));
    }

    private static FileResult check(Identity identity, Path file) throws IOException {
        Identity.Report report;
        try {
            report = identity.check(CommandFiles.readStream(file));
        } catch (H264Exception e) {
            String verdict = H264Files.refusal(e.kind(), e.syntaxElement(), e.bitPosition());
            return new FileResult(file.toString(), verdict, null, 0, 0, 0, 0);
        }
        String verdict = report.nalUnits() == 0 ? EMPTY : IDENTICAL;
        Integer unit = null;
        if (report.firstDifference().isPresent()) {
            verdict = DIFFERENT;
            unit = report.firstDifference().getAsInt();
        } else if (!report.refusals().isEmpty()) {
            var refusal = report.refusals().getFirst();
            verdict = H264Files.refusal(refusal.kind(), refusal.syntaxElement(), refusal.bitPosition());
            unit = refusal.nalUnit();
        }
        return new FileResult(
                file.toString(),
                verdict,
                unit,
                report.nalUnits(),
                report.slices(),
                report.macroblocks(),
                report.refusals().size());
    }

    private static void print(PrintWriter out, List<FileResult> results) {
        for (FileResult result : results) {
            out.print(result.file() + ": " + result.verdict());
            out.println(result.firstNalUnit() == null ? "" : " (NAL unit " + result.firstNalUnit() + ")");
        }
    }
}
