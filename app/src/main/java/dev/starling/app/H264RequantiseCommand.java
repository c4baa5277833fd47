package dev.starling.app;

import dev.starling.h264.bits.H264Exception;
import dev.starling.h264.edit.CodedVideo;
import dev.starling.h264.edit.PictureChoice;
import dev.starling.h264.edit.Requantisation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code starling h264 requantise}: makes a stream smaller in the compressed domain. */
@Command(
        name = "requantise",
        description = {
            "Makes an H.264 byte stream smaller by quantising its transform levels more coarsely, without decoding pixels.",
            "What is degraded comes in the order of least harm: pictures that no other refers to, then from the end of each GOP forwards; intra macroblocks late."
        },
        mixinStandardHelpOptions = true)
final class H264RequantiseCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private JsonOption json;

    @Parameters(index = "0", paramLabel = "IN", description = "A file with an H.264 byte stream (Annex B).")
    private Path in;

    @Parameters(index = "1", paramLabel = "OUT", description = "The file to write.")
    private Path out;

    @Option(
            names = "--delta-qp",
            paramLabel = "N",
            description = "Added to the QP of what is requantised, 1 to 51. Needed without --max-bytes.")
    private @Nullable Integer deltaQp;

    @Option(
            names = "--pictures",
            paramLabel = "WHICH",
            defaultValue = "all",
            converter = PictureChoiceConverter.class,
            description = "The pictures that may be touched: nonref, b, p or all. Default: ${DEFAULT-VALUE}.")
    private PictureChoice pictures;

    @Option(
            names = "--weight",
            paramLabel = "W",
            description = "How much is requantised, 0 to 1, the least harmful first. Default: 1.")
    private @Nullable Double weight;

    @Option(
            names = "--max-bytes",
            paramLabel = "N",
            description = "The most bytes OUT may have: the weight, and the QP offset if none is given, are searched.")
    private @Nullable Long maxBytes;

    /**
     * The result.
     *
     * @param changedPictures how many access units differ from IN's
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
    public Integer call() throws IOException {
        check();
        CodedVideo video = H264Files.read(in);
        Requantisation.Met met;
        try {
            met = requantise(video);
        } catch (H264Exception e) {
            throw H264Files.unreadable(in, e);
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
        json.print(
                spec.commandLine().getOut(),
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
        return 0;
    }

    private void check() {
        if (deltaQp == null && maxBytes == null) {
            throw new ParameterException(spec.commandLine(), "Give --delta-qp, --max-bytes or both.");
        }
        if (deltaQp != null && (deltaQp < 1 || deltaQp > 51)) {
            throw new ParameterException(spec.commandLine(), "--delta-qp must be 1 to 51: " + deltaQp);
        }
        if (weight != null && maxBytes != null) {
            throw new ParameterException(spec.commandLine(), "--max-bytes searches the weight: leave --weight out.");
        }
        if (weight != null && !(weight >= 0 && weight <= 1)) {
            throw new ParameterException(spec.commandLine(), "--weight must be 0 to 1: " + weight);
        }
        if (maxBytes != null && maxBytes < 1) {
            throw new ParameterException(spec.commandLine(), "--max-bytes must be positive: " + maxBytes);
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
                throw new CommandException(in + ": " + maxBytes + " bytes cannot be reached with these pictures"
                        + (delta.isPresent() ? " and this --delta-qp" : "") + "; the smallest is "
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

    /** Reads the lower-case names of the option. */
    static final class PictureChoiceConverter implements ITypeConverter<PictureChoice> {
        @Override
        public PictureChoice convert(String value) {
            return switch (value) {
                case "nonref" -> PictureChoice.NONREF;
                case "b" -> PictureChoice.B;
                case "p" -> PictureChoice.P;
                case "all" -> PictureChoice.ALL;
                default -> throw new TypeConversionException("nonref, b, p or all, not " + value);
            };
        }
    }
}
