package dev.starling.benchmarks;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.starling.film.ChangingTitle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Encodes titles in which the formats of pictures and sound change at some second, serves them, plays them over HLS and
 * DASH, and measures how far tones after the change are from their flashes. Prints one JSON object for each title and
 * manifest.
 *
 * <pre>
 *   java … dev.starling.benchmarks.FormatChange FOLDER SECOND…
 * </pre>
 */
public final class FormatChange {
    private FormatChange() {}

    /** Measures titles. */
    public static void main(String[] args) throws IOException, InterruptedException {
        if (args.length < 2) {
            System.err.println("usage: FormatChange FOLDER SECOND…");
            System.exit(2);
        }
        Path folder = Files.createDirectories(Path.of(args[0]));
        for (int i = 1; i < args.length; i++) {
            int second = Integer.parseInt(args[i]);
            ChangingTitle title = new ChangingTitle(second);
            Path input = folder.resolve("change" + second + ".ts");
            Path output = folder.resolve("change" + second);
            title.write(input);
            PlayedTitle.encode(input, output);
            for (Map.Entry<String, PlayedTitle> entry :
                    PlayedTitle.inAllFormats(output).entrySet()) {
                PlayedTitle played = entry.getValue();
                double[] offsets = IntStream.range(0, played.tones().size())
                        .filter(tone -> played.tones().get(tone) > second)
                        .mapToDouble(played::offset)
                        .toArray();
                Map<String, Object> result = new LinkedHashMap<>();
                result.put("second", second);
                result.put("manifest", entry.getKey());
                result.put("expectedPictures", title.pictures());
                result.put("pictures", played.pictures());
                result.put("expectedTonesAfter", ChangingTitle.LAST_SECONDS);
                result.put("pictureSeconds", title.pictureSeconds());
                result.put("offsetsAfterSeconds", offsets);
                System.out.println(new JsonMapper().writeValueAsString(result));
            }
        }
    }
}
