package dev.starling.quality;

import dev.starling.testkit.Ffmpeg;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Frames of real files, decoded by the machine's {@code ffmpeg}; without it, tests that need it are skipped. */
final class DecodedFrames {

    private DecodedFrames() {}

    /** Frames of a file, decoded and converted by the given arguments, which go between input and output. */
    static List<PlanarFrame> of(Path file, PixelFormat format, int width, int height, int frames, String... arguments) {
        List<String> command = new ArrayList<>(List.of("-i", file.toString()));
        command.addAll(List.of(arguments));
        command.addAll(
                List.of("-frames:v", String.valueOf(frames), "-pix_fmt", format.toString(), "-f", "rawvideo", "-"));
        List<PlanarFrame> decoded = new ArrayList<>();
        int frameBytes = Math.toIntExact(PlanarFrame.packedBytes(format, width, height));
        Ffmpeg.run(command, output -> {
            for (byte[] bytes = output.readNBytes(frameBytes);
                    bytes.length == frameBytes;
                    bytes = output.readNBytes(frameBytes)) {
                MemorySegment memory = Arena.ofAuto().allocate(frameBytes);
                MemorySegment.copy(MemorySegment.ofArray(bytes), 0, memory, 0, frameBytes);
                decoded.add(PlanarFrame.packed(format, width, height, memory));
            }
        });
        return decoded;
    }
}
