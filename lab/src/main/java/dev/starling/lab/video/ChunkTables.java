package dev.starling.lab.video;

import dev.starling.lab.LabException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Reads the tables in which research publishes a video: {@code size/video_size_0} … with the bytes of each chunk,
 * rising in bitrate, and {@code vmaf/video1} … with its VMAF, of which 1 is the <em>highest</em> rung. One number a
 * line.
 */
public final class ChunkTables {
    /** Duration of a chunk. */
    public static final double CHUNK_SECONDS = 4;
    /** The Envivio video is 48 chunks long for every simulator, although its tables have one more. */
    public static final int CHUNKS = 48;
    /** The nominal bitrates of the Envivio video, in kbit/s. */
    public static final List<Integer> ENVIVIO_KILOBITS = List.of(300, 750, 1200, 1850, 2850, 4300);

    private static final double MAX_VMAF = 100;

    private ChunkTables() {}

    /**
     * Reads a video: at most {@link #CHUNKS} chunks.
     *
     * @param folder the folder of {@code size} and {@code vmaf}
     * @throws LabException if a table is bad
     */
    public static ChunkedVideo read(Path folder) throws IOException {
        int rungs = 0;
        while (Files.exists(sizes(folder, rungs))) {
            rungs++;
        }
        if (rungs == 0) {
            throw new NoSuchFileException(sizes(folder, 0).toString());
        }
        List<ChunkedVideo.Rung> ladder = new ArrayList<>();
        for (int rung = 0; rung < rungs; rung++) {
            Path qualities = folder.resolve("vmaf").resolve("video" + (rungs - rung));
            List<Long> bytes = numbers(sizes(folder, rung), "number of bytes", ChunkTables::bytes);
            List<Double> vmaf = numbers(qualities, "VMAF from 0 to 100", ChunkTables::vmaf);
            if (bytes.size() != vmaf.size()) {
                throw new LabException(
                        qualities.toString(), vmaf.size() + " chunks, but " + bytes.size() + " in the table of sizes");
            }
            if (rung > 0 && bytes.size() != ladder.getFirst().bytes().size()) {
                throw new LabException(sizes(folder, rung).toString(), "another number of chunks than rung 0");
            }
            ladder.add(new ChunkedVideo.Rung(bytes, vmaf));
        }
        return new ChunkedVideo(CHUNK_SECONDS, ladder);
    }

    private static Path sizes(Path folder, int rung) {
        return folder.resolve("size").resolve("video_size_" + rung);
    }

    private static <T> List<T> numbers(Path file, String what, Function<String, T> parse) throws IOException {
        List<String> lines = Files.readAllLines(file, StandardCharsets.ISO_8859_1);
        List<T> numbers = new ArrayList<>();
        for (int i = 0; i < lines.size() && numbers.size() < CHUNKS; i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty()) {
                continue;
            }
            try {
                numbers.add(parse.apply(line));
            } catch (IllegalArgumentException e) {
                throw new LabException(file.toString(), i + 1, "not a " + what + ": " + line);
            }
        }
        if (numbers.isEmpty()) {
            throw new LabException(file.toString(), "the file is empty");
        }
        return numbers;
    }

    private static long bytes(String line) {
        long bytes = Long.parseLong(line);
        if (bytes <= 0) {
            throw new IllegalArgumentException(line);
        }
        return bytes;
    }

    private static double vmaf(String line) {
        double vmaf = Double.parseDouble(line);
        if (!(vmaf >= 0 && vmaf <= MAX_VMAF)) {
            throw new IllegalArgumentException(line);
        }
        return vmaf;
    }
}
