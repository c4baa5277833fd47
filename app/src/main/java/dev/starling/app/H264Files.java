package dev.starling.app;

import dev.starling.h264.bits.H264Exception;
import dev.starling.h264.edit.CodedVideo;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/** Reads the H.264 byte streams that {@code starling h264} edits. */
final class H264Files {
    private static final byte[] FTYP = "ftyp".getBytes(StandardCharsets.US_ASCII);

    private H264Files() {}

    /** Reads a file that holds a byte stream of Annex B with at least one picture. */
    static CodedVideo read(Path file) throws IOException {
        byte[] bytes = CommandFiles.read(file);
        if (bytes.length >= 8 && Arrays.equals(bytes, 4, 8, FTYP, 0, 4)) {
            throw new CommandException(file + ": an MP4 file, not an H.264 byte stream; `ffmpeg -i " + file
                    + " -c:v copy -bsf:v h264_mp4toannexb OUT.264` takes the stream out of it");
        }
        CodedVideo video;
        try {
            video = CodedVideo.read(bytes);
        } catch (H264Exception e) {
            throw unreadable(file, e);
        }
        if (video.accessUnits().isEmpty()) {
            throw new CommandException(file + ": holds no H.264 picture");
        }
        return video;
    }

    /** What to say when {@code file}, or slice data in it, cannot be read. */
    static CommandException unreadable(Path file, H264Exception e) {
        return new CommandException(file + ": not a byte stream (Annex B) that can be edited: " + e.getMessage());
    }
}
