package dev.starling.benchmarks;

import dev.starling.edge.EdgeServer;
import dev.starling.farm.encode.DamageLimit;
import dev.starling.farm.encode.EncodeReport;
import dev.starling.farm.encode.EncodeRequest;
import dev.starling.farm.encode.Farm;
import dev.starling.farm.encode.QualityTarget;
import dev.starling.farm.encode.TailMode;
import dev.starling.farm.encode.TailRule;
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
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the {@code ffmpeg} command shows and plays of a served title of flashes and tones.
 *
 * @param pictures how many there are
 * @param flashes when flashes start, in seconds
 * @param tones when tones start, in seconds
 */
record PlayedTitle(int pictures, List<Double> flashes, List<Double> tones) {
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

    /** How much later a tone comes than the flash next to it. */
    double offset(int tone) {
        double time = tones.get(tone);
        return flashes.stream()
                .map(flash -> time - flash)
                .min(Comparator.comparingDouble(Math::abs))
                .orElse(Double.POSITIVE_INFINITY);
    }

    /** Encodes a title cheaply, whatever its damage. */
    static EncodeReport encode(Path input, Path output) throws IOException, InterruptedException {
        return new Farm().encode(request(input, output), event -> {});
    }

    private static EncodeRequest request(Path input, Path output) {
        return EncodeRequest.of(input, output, 1)
                .withPreset(Preset.ULTRAFAST)
                .withMaxDamage(DamageLimit.ofPercent(100))
                .withTails(TailRule.of(TailMode.NONE))
                .withTarget(new QualityTarget.RateFactor(RATE_FACTOR));
    }

    /** Plays a package over HLS and DASH; the results by manifest. */
    static Map<String, PlayedTitle> inAllFormats(Path title) throws IOException, InterruptedException {
        Map<String, PlayedTitle> all = new TreeMap<>();
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (EdgeServer edge = EdgeServer.start(title, address, InstantSource.system(), new SplittableRandom(1))) {
            for (String manifest : List.of("server.m3u8", "server.mpd")) {
                String url = "http://localhost:" + edge.port() + "/titles/" + title.getFileName() + "/" + manifest;
                all.put(manifest, play(url, title.resolveSibling("sound.raw")));
            }
        }
        return all;
    }

    private static PlayedTitle play(String url, Path sound) throws IOException, InterruptedException {
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
        return new PlayedTitle(pictures, flashes, tones(sound));
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
