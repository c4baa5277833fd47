package dev.starling.benchmarks;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.starling.edge.EdgeServer;
import dev.starling.farm.encode.EncodeRequest;
import dev.starling.farm.encode.Farm;
import dev.starling.farm.encode.QualityTarget;
import dev.starling.farm.encode.TailMode;
import dev.starling.farm.encode.TailRule;
import dev.starling.film.BrokenTitle;
import dev.starling.swarm.profile.Tuning.Preset;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Encodes titles with broken clocks, serves them, plays them with the {@code ffmpeg} command over HLS and DASH, and
 * compares what comes out with what went in: the number of pictures, and how far tones are from their flashes at the
 * start, in the middle and at the end. Prints one JSON object, with the titles that failed.
 *
 * <pre>
 *   java … dev.starling.benchmarks.BrokenTitles TITLES FIRST_SEED FOLDER
 * </pre>
 */
public final class BrokenTitles {
    private static final Pattern PICTURE = Pattern.compile("pts_time:.*mean:\\[(\\d+)");
    /** A line of framecrc: stream, decoding time, and more. */
    private static final Pattern DECODING_TIME = Pattern.compile("^0,\\s*(-?\\d+),", Pattern.MULTILINE);

    private static final Pattern TIME_BASE = Pattern.compile("#tb 0: (\\d+)/(\\d+)");
    private static final double RATE_FACTOR = 30;
    private static final int SAMPLE_RATE = 48_000;
    /** The mean luma of a flash that black bars leave a third of; the other pictures have at most 40. */
    private static final int MIN_FLASH_LUMA = 75;

    private static final int LOUD = 700;
    private static final int WINDOW = SAMPLE_RATE / 1000;
    private static final double MIN_PAUSE_SECONDS = 0.2;

    /** What a player shows and plays. */
    private record Played(int pictures, List<Double> flashes, List<Double> tones) {
        /** How much later a tone comes than the flash next to it. */
        double offset(int tone) {
            double time = tones.get(tone);
            return flashes.stream()
                    .map(flash -> time - flash)
                    .min(Comparator.comparingDouble(Math::abs))
                    .orElse(Double.POSITIVE_INFINITY);
        }
    }

    private BrokenTitles() {}

    /** Measures titles of consecutive seeds. */
    public static void main(String[] args) throws IOException, InterruptedException {
        if (args.length != 3) {
            System.err.println("usage: BrokenTitles TITLES FIRST_SEED FOLDER");
            System.exit(2);
        }
        int titles = Integer.parseInt(args[0]);
        long firstSeed = Long.parseLong(args[1]);
        Path folder = Files.createDirectories(Path.of(args[2]));
        List<String> failed = new ArrayList<>();
        double worst = 0;
        long pictures = 0;
        for (long seed = firstSeed; seed < firstSeed + titles; seed++) {
            BrokenTitle title = BrokenTitle.of(seed);
            pictures += title.pictures();
            Path input = folder.resolve("broken" + seed + ".ts");
            Path output = folder.resolve("title" + seed);
            title.write(input);
            new Farm().encode(request(input, output), event -> {});
            try (EdgeServer edge = EdgeServer.start(
                    output,
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                    InstantSource.system(),
                    new SplittableRandom(seed))) {
                for (String manifest : List.of("server.m3u8", "server.mpd")) {
                    String url = "http://localhost:" + edge.port() + "/titles/title" + seed + "/" + manifest;
                    Played played = play(url, folder.resolve("sound.raw"));
                    worst = Math.max(worst, check(title, played, seed + " " + manifest, failed));
                }
            }
        }
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("titles", titles);
        result.put("firstSeed", firstSeed);
        result.put("pictures", pictures);
        result.put("worstOffsetSeconds", worst);
        result.put("failed", failed);
        System.out.println(new JsonMapper().writeValueAsString(result));
    }

    private static EncodeRequest request(Path input, Path output) {
        return EncodeRequest.of(input, output, 1)
                .withPreset(Preset.ULTRAFAST)
                .withTails(TailRule.of(TailMode.NONE))
                .withTarget(new QualityTarget.RateFactor(RATE_FACTOR));
    }

    /** Adds what is wrong to {@code failed}; returns the largest distance of a tone from its flash, in seconds. */
    private static double check(BrokenTitle title, Played played, String name, List<String> failed) {
        List<String> faults = new ArrayList<>();
        if (played.pictures() != title.pictures()) {
            faults.add(played.pictures() + " pictures, not " + title.pictures());
        }
        if (played.flashes().size() != title.flashes()) {
            faults.add(played.flashes().size() + " flashes, not " + title.flashes());
        }
        if (played.tones().size() != title.tones()) {
            faults.add(played.tones().size() + " tones, not " + title.tones());
        }
        double worst = 0;
        int last = played.tones().size() - 1;
        for (int tone : last < 0 ? new int[0] : new int[] {0, last / 2, last}) {
            double offset = played.offset(tone);
            worst = Math.max(worst, Math.abs(offset));
            if (Math.abs(offset) > title.pictureSeconds()) {
                faults.add("tone " + tone + " is off by " + offset + " s");
            }
        }
        if (!faults.isEmpty()) {
            failed.add(name + ": " + String.join(", ", faults));
        }
        return worst;
    }

    private static Played play(String url, Path sound) throws IOException, InterruptedException {
        String log = FfmpegCommand.run(
                List.of("-i", url, "-map", "0:v:0", "-vf", "showinfo", "-fps_mode", "passthrough", "-f", "null", "-"));
        List<Double> times = pictureTimes(url);
        int pictures = 0;
        boolean white = false;
        List<Double> flashes = new ArrayList<>();
        Matcher picture = PICTURE.matcher(log);
        while (picture.find()) {
            boolean now = Integer.parseInt(picture.group(1)) >= MIN_FLASH_LUMA;
            if (now && !white && pictures < times.size()) {
                flashes.add(times.get(pictures));
            }
            white = now;
            pictures++;
        }
        FfmpegCommand.run(List.of(
                "-copyts",
                "-i",
                url,
                "-map",
                "0:a:0",
                "-af",
                "aresample=" + SAMPLE_RATE + ":async=1:first_pts=0",
                "-ac",
                "1",
                "-f",
                "s16le",
                sound.toString()));
        return new Played(pictures, flashes, tones(sound));
    }

    /**
     * When pictures are presented, in order. In a package these are the decoding times; FFmpeg moves presentation times
     * if composition offsets are negative, but not decoding times.
     */
    private static List<Double> pictureTimes(String url) throws IOException, InterruptedException {
        String log = FfmpegCommand.run(List.of(
                "-copyts",
                "-i",
                url,
                "-map",
                "0:v:0",
                "-c",
                "copy",
                "-avoid_negative_ts",
                "disabled",
                "-f",
                "framecrc",
                "-"));
        Matcher base = TIME_BASE.matcher(log);
        double tick = base.find() ? Double.parseDouble(base.group(1)) / Double.parseDouble(base.group(2)) : 1;
        return DECODING_TIME
                .matcher(log)
                .results()
                .map(line -> Long.parseLong(line.group(1)) * tick)
                .toList();
    }

    private static List<Double> tones(Path sound) throws IOException {
        ShortBuffer samples = ByteBuffer.wrap(Files.readAllBytes(sound))
                .order(ByteOrder.LITTLE_ENDIAN)
                .asShortBuffer();
        List<Double> tones = new ArrayList<>();
        double lastLoud = Double.NEGATIVE_INFINITY;
        for (int from = 0; from + WINDOW <= samples.limit(); from += WINDOW) {
            int peak = 0;
            for (int i = from; i < from + WINDOW; i++) {
                peak = Math.max(peak, Math.abs(samples.get(i)));
            }
            if (peak > LOUD) {
                double time = (double) from / SAMPLE_RATE;
                if (time - lastLoud > MIN_PAUSE_SECONDS) {
                    tones.add(time);
                }
                lastLoud = time;
            }
        }
        return tones;
    }
}
