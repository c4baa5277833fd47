package dev.starling.app;

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
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code starling h264 blend}: mixes two structure-locked streams in the compressed domain. */
@Command(
        name = "blend",
        description = {
            "Mixes two structure-locked H.264 byte streams into one, without decoding pixels.",
            "The two must have been encoded from the same video with the same picture types, references and parameter sets (x264: stitchable=1)."
        },
        mixinStandardHelpOptions = true)
final class H264BlendCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private JsonOption json;

    @Parameters(index = "0", paramLabel = "A", description = "A file with an H.264 byte stream (Annex B).")
    private Path a;

    @Parameters(index = "1", paramLabel = "B", description = "Another one.")
    private Path b;

    @Parameters(index = "2", paramLabel = "OUT", description = "The file to write.")
    private Path out;

    @Option(
            names = "--level",
            paramLabel = "LEVEL",
            required = true,
            converter = BlendLevelConverter.class,
            description =
                    "What is mixed: whole pictures (frame), slices of pictures (slice) or transform levels (coefficient).")
    private BlendLevel level;

    @Option(names = "--weight", paramLabel = "W", required = true, description = "The share of B, 0 to 1.")
    private double weight;

    /**
     * The result.
     *
     * @param slicesOfA how many slices are A's byte for byte; where A and B have the same slice, it counts as A's
     * @param slicesOfB how many are B's byte for byte
     * @param slicesRewritten how many were written anew: levels mixed, or a header made to fit A's parameter sets
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
    public Integer call() throws IOException {
        if (!(weight >= 0 && weight <= 1)) {
            throw new ParameterException(spec.commandLine(), "--weight must be 0 to 1: " + weight);
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
        json.print(
                spec.commandLine().getOut(),
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
        return 0;
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

    /** Reads the lower-case names of the option. */
    static final class BlendLevelConverter implements ITypeConverter<BlendLevel> {
        @Override
        public BlendLevel convert(String value) {
            return switch (value) {
                case "frame" -> BlendLevel.FRAME;
                case "slice" -> BlendLevel.SLICE;
                case "coefficient" -> BlendLevel.COEFFICIENT;
                default -> throw new TypeConversionException("frame, slice or coefficient, not " + value);
            };
        }
    }
}
