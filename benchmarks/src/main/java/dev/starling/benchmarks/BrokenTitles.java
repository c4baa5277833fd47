package dev.starling.benchmarks;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.starling.film.BrokenTitle;
import dev.starling.film.BrokenTitle.Kind;
import dev.starling.film.Content;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Encodes titles with broken clocks or packets, serves them, plays them with the {@code ffmpeg} command over HLS and
 * DASH, and compares what comes out with what went in: the number of pictures, and how far tones are from their
 * flashes. Prints one JSON object, with the titles that failed.
 *
 * <p>Where no packet is lost, every picture, flash and tone must be there, and the tones at the start, in the middle
 * and at the end within a picture of their flashes. Where some are lost, every picture that has all its packets must be
 * there or be told as damaged, and every tone that no loss touches within a picture of its flash.
 *
 * <pre>
 *   java … dev.starling.benchmarks.BrokenTitles KIND TITLES FIRST_SEED FOLDER
 * </pre>
 *
 * KIND is {@code clocks} or {@code packets}.
 */
public final class BrokenTitles {
    /** What is wrong with a title as it was played, and the largest distance of a tone from its flash, in seconds. */
    private record Check(List<String> faults, double worstOffset) {
        static Check of(PlayedTitle played, Content content, long damaged, double pictureSeconds) {
            return content.wholePictures() == content.pictures()
                    ? ofWhole(played, content, pictureSeconds)
                    : ofLossy(played, content, damaged, pictureSeconds);
        }

        private static Check ofWhole(PlayedTitle played, Content content, double pictureSeconds) {
            List<String> faults = new ArrayList<>();
            if (played.pictures() != content.pictures()) {
                faults.add(played.pictures() + " pictures, not " + content.pictures());
            }
            if (played.flashes().size() != content.marks().flashes()) {
                faults.add(played.flashes().size() + " flashes, not "
                        + content.marks().flashes());
            }
            if (played.tones().size() != content.marks().tones()) {
                faults.add(
                        played.tones().size() + " tones, not " + content.marks().tones());
            }
            double worst = 0;
            int last = played.tones().size() - 1;
            for (int tone : last < 0 ? new int[0] : new int[] {0, last / 2, last}) {
                double offset = played.offset(tone);
                worst = Math.max(worst, Math.abs(offset));
                if (Math.abs(offset) > pictureSeconds) {
                    faults.add("tone " + tone + " is off by " + offset + " s");
                }
            }
            return new Check(faults, worst);
        }

        private static Check ofLossy(PlayedTitle played, Content content, long damaged, double pictureSeconds) {
            List<String> faults = new ArrayList<>();
            if (played.pictures() + damaged < content.wholePictures() || played.pictures() > content.pictures()) {
                faults.add(played.pictures() + " pictures and " + damaged + " told, not " + content.wholePictures()
                        + " to " + content.pictures());
            }
            double[] inStep = IntStream.range(0, played.tones().size())
                    .mapToDouble(tone -> Math.abs(played.offset(tone)))
                    .filter(offset -> offset <= pictureSeconds)
                    .toArray();
            if (inStep.length < content.marks().wholePairs()) {
                faults.add(inStep.length + " tones at their flashes, not "
                        + content.marks().wholePairs());
            }
            return new Check(faults, Arrays.stream(inStep).max().orElse(0));
        }
    }

    private BrokenTitles() {}

    /** Measures titles of consecutive seeds. */
    public static void main(String[] args) throws IOException, InterruptedException {
        if (args.length != 4) {
            System.err.println("usage: BrokenTitles clocks|packets TITLES FIRST_SEED FOLDER");
            System.exit(2);
        }
        Kind kind = Kind.valueOf(args[0].toUpperCase(Locale.ROOT));
        int titles = Integer.parseInt(args[1]);
        long firstSeed = Long.parseLong(args[2]);
        Path folder = Files.createDirectories(Path.of(args[3]));
        List<String> failed = new ArrayList<>();
        double worst = 0;
        long pictures = 0;
        long wholePictures = 0;
        long wholePairs = 0;
        for (long seed = firstSeed; seed < firstSeed + titles; seed++) {
            BrokenTitle title = BrokenTitle.of(seed, kind);
            Path input = folder.resolve("broken" + seed + ".ts");
            Path output = folder.resolve("title" + seed);
            Content content = title.write(input);
            pictures += content.pictures();
            wholePictures += content.wholePictures();
            wholePairs += content.marks().wholePairs();
            long damaged = PlayedTitle.encode(input, output).damage().damagedPictures();
            for (Map.Entry<String, PlayedTitle> played :
                    PlayedTitle.inAllFormats(output).entrySet()) {
                Check check = Check.of(played.getValue(), content, damaged, title.pictureSeconds());
                worst = Math.max(worst, check.worstOffset());
                if (!check.faults().isEmpty()) {
                    failed.add(seed + " " + played.getKey() + ": " + String.join(", ", check.faults()));
                }
            }
        }
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("kind", kind);
        result.put("titles", titles);
        result.put("firstSeed", firstSeed);
        result.put("pictures", pictures);
        result.put("wholePictures", wholePictures);
        result.put("wholePairs", wholePairs);
        result.put("worstOffsetSeconds", worst);
        result.put("failed", failed);
        System.out.println(new JsonMapper().writeValueAsString(result));
    }
}
