package dev.starling.app.tools;

import dev.starling.app.command.CommandException;
import dev.starling.app.command.CommandFiles;
import dev.starling.h264.bits.H264Exception;
import dev.starling.h264.edit.CodedVideo;
import dev.starling.h264.nal.AnnexB;
import dev.starling.h264.syntax.ParameterSets;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/** Reads the byte streams of {@code starling h264}, and describes what cannot be read. */
final class H264Files {
    /** Type of an MP4 file's first box, after four bytes of length. */
    private static final byte[] FTYP = "ftyp".getBytes(StandardCharsets.US_ASCII);

    private H264Files() {}

    /**
     * Reads a byte stream (Annex B) with at least one picture.
     *
     * @throws CommandException if the file is not such a stream
     */
    static CodedVideo read(Path file) throws IOException {
        byte[] bytes = CommandFiles.readStream(file);
        if (bytes.length >= 8 && Arrays.equals(bytes, 4, 8, FTYP, 0, 4)) {
            throw notAByteStream(file, "it is an MP4 file");
        }
        AnnexB stream;
        try {
            stream = AnnexB.read(bytes);
        } catch (H264Exception e) {
            throw notAByteStream(file, String.valueOf(e.getMessage()));
        }
        if (stream.units().isEmpty()) {
            throw notAByteStream(file, "no NAL unit");
        }
        CodedVideo video;
        try {
            video = CodedVideo.read(stream.units(), new ParameterSets(), stream.trailingZeroBytes());
        } catch (H264Exception e) {
            throw notEditable(file, e);
        }
        if (video.accessUnits().isEmpty()) {
            throw new CommandException(file + ": no H.264 picture in the stream");
        }
        return video;
    }

    /** The file is no byte stream at all. */
    static CommandException notAByteStream(Path file, String reason) {
        return new CommandException(file + ": not an H.264 byte stream (" + reason
                + "); to extract one from an MP4 file: ffmpeg -i IN.mp4 -c:v copy -bsf:v h264_mp4toannexb OUT.264");
    }

    /** The file, or slice data in it, cannot be read or edited. */
    static CommandException notEditable(Path file, H264Exception e) {
        return new CommandException(file + ": not an H.264 byte stream that can be edited: " + e.getMessage());
    }

    /** Why a NAL unit could not be read, in the form {@code unsupported: ELEMENT at bit N}. */
    static String refusal(H264Exception.Kind kind, String syntaxElement, long bitPosition) {
        return kind.name().toLowerCase(Locale.ROOT) + ": " + syntaxElement + " at bit " + bitPosition;
    }
}
