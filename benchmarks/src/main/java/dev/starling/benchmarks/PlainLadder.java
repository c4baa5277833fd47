package dev.starling.benchmarks;

import dev.starling.benchmarks.LadderTitles.JoinedTitle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A plain ladder as the {@code ffmpeg} command makes it: one process decodes once and writes every rung with libx264 at
 * preset {@code medium}, in GOPs of {@value #GOP_SECONDS} s. VBV as is usual for a ladder: peaks of 1.5 times the
 * average, and a buffer of two seconds of the average.
 */
final class PlainLadder {
    static final int GOP_SECONDS = 2;

    /** A rung: the height of its pictures, and its average bitrate. */
    record Rung(int lines, int kilobitsPerSecond) {}

    private static final List<Rung> UP_TO_720 = List.of(
            new Rung(234, 145),
            new Rung(360, 365),
            new Rung(432, 730),
            new Rung(540, 1400),
            new Rung(720, 2400),
            new Rung(720, 3500));
    /** The nine H.264 rungs of Apple's authoring specification for HLS. */
    private static final List<Rung> UP_TO_1080 = List.of(
            new Rung(234, 145),
            new Rung(360, 365),
            new Rung(432, 730),
            new Rung(432, 1100),
            new Rung(540, 2000),
            new Rung(720, 3000),
            new Rung(720, 4500),
            new Rung(1080, 6000),
            new Rung(1080, 7800));
    /** For smaller sources: the lower half of the first, and a rung of the source's size. */
    private static final int MAX_SMALL_LINES = 500;

    private static final int SMALL_TOP_KILOBITS = 1400;

    private PlainLadder() {}

    /** The rungs for a source, worst first. */
    static List<Rung> rungs(JoinedTitle title) {
        int lines = title.size().height();
        if (lines > MAX_SMALL_LINES) {
            return (lines > 720 ? UP_TO_1080 : UP_TO_720)
                    .stream().filter(it -> it.lines() <= lines).toList();
        }
        List<Rung> small = new ArrayList<>(
                UP_TO_720.stream().filter(it -> it.lines() < lines).toList());
        small.add(new Rung(lines, SMALL_TOP_KILOBITS));
        return small;
    }

    /** The file of a rung. */
    static Path file(Path folder, int rung) {
        return folder.resolve("rung" + rung + ".mp4");
    }

    /** Makes the ladder and returns the processor time it took. */
    static CpuTime encode(JoinedTitle title, Path folder, Path log) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        List<Rung> rungs = rungs(title);
        StringBuilder filters = new StringBuilder("[0:v:0]split=" + rungs.size());
        IntStream.range(0, rungs.size())
                .forEach(i -> filters.append("[s").append(i).append("]"));
        List<String> outputs = new ArrayList<>();
        int gop = GOP_SECONDS * title.picturesPerSecond();
        for (int i = 0; i < rungs.size(); i++) {
            Rung rung = rungs.get(i);
            int width = 2
                    * Math.round(rung.lines()
                            * title.size().width()
                            / (2f * title.size().height()));
            filters.append(";[s" + i + "]scale=" + width + ":" + rung.lines() + ",setsar=1[v" + i + "]");
            outputs.addAll(List.of("-map", "[v" + i + "]", "-an", "-c:v", "libx264", "-preset", "medium"));
            outputs.addAll(List.of("-b:v", rung.kilobitsPerSecond() + "k"));
            outputs.addAll(List.of("-maxrate", rung.kilobitsPerSecond() * 3 / 2 + "k"));
            outputs.addAll(List.of("-bufsize", rung.kilobitsPerSecond() * 2 + "k"));
            outputs.addAll(List.of("-g", "" + gop, "-keyint_min", "" + gop, "-sc_threshold", "0"));
            outputs.add(file(folder, i).toString());
        }
        List<String> command = new ArrayList<>(List.of(
                "ffmpeg",
                "-hide_banner",
                "-nostdin",
                "-nostats",
                "-y",
                "-i",
                title.file().toString()));
        command.addAll(List.of("-filter_complex", filters.toString()));
        command.addAll(outputs);
        return CpuTime.of(command, log);
    }

    /**
     * The bytes of the access units of each GOP.
     *
     * @param gops their number in the title
     */
    static long[] gopBytes(Path rung, int gops) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        "ffprobe",
                        "-v",
                        "error",
                        "-select_streams",
                        "v:0",
                        "-show_entries",
                        "packet=pts_time,size",
                        "-of",
                        "csv=p=0",
                        rung.toString())
                .redirectErrorStream(true)
                .start();
        List<String> packets = process.inputReader().lines().toList();
        if (process.waitFor() != 0) {
            throw new IOException("ffprobe " + rung + ": " + packets);
        }
        long[] bytes = new long[gops];
        for (String packet : packets) {
            String[] timeAndSize = packet.split(",", -1);
            // Times are rounded; a millisecond is less than a picture.
            int gop = (int) ((Double.parseDouble(timeAndSize[0]) + 0.001) / GOP_SECONDS);
            bytes[gop] += Long.parseLong(timeAndSize[1]);
        }
        return bytes;
    }
}
