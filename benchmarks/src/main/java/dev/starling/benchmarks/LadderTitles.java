package dev.starling.benchmarks;

import dev.starling.libav.FrameSize;
import dev.starling.media.decoding.MediaLimits;
import dev.starling.media.decoding.SourceInfo;
import dev.starling.media.decoding.VideoReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Titles of about a minute, joined from the videos of one size. No picture is dropped or repeated but in videos of more
 * than 50 pictures/s, which lose every second one; the others are played at the common rate.
 */
final class LadderTitles {
    private static final Set<String> EXTENSIONS = Set.of("mp4", "mkv", "mov", "y4m", "webm");
    private static final int MAX_RATE = 50;
    /** The titles stand for mezzanine files: near-lossless, and quick to decode. */
    private static final List<String> ENCODER =
            List.of("-c:v", "libx264", "-preset", "veryfast", "-qp", "10", "-bf", "0", "-pix_fmt", "yuv420p", "-an");

    /**
     * A title.
     *
     * @param file a near-lossless H.264 video
     * @param picturesPerSecond constant
     */
    record JoinedTitle(String name, Path file, FrameSize size, int picturesPerSecond) {}

    private record Video(Path file, FrameSize size, double rate, double seconds) {}

    private LadderTitles() {}

    /**
     * Joins videos; titles that exist already are not made again.
     *
     * @param inputs files, and folders whose videos are taken
     * @param seconds the length to aim at
     * @param wanted whether a title of a name is wanted; others are not made
     * @param folder of the titles
     */
    static List<JoinedTitle> join(List<Path> inputs, double seconds, Predicate<String> wanted, Path folder)
            throws IOException, InterruptedException {
        Files.createDirectories(folder);
        Map<String, List<Video>> bySize = new TreeMap<>(Comparator.reverseOrder());
        for (Path file : files(inputs)) {
            Video video = probe(file);
            bySize.computeIfAbsent(
                            String.format(
                                    Locale.ROOT,
                                    "%05d %05d",
                                    video.size().height(),
                                    video.size().width()),
                            size -> new ArrayList<>())
                    .add(video);
        }
        List<JoinedTitle> titles = new ArrayList<>();
        for (List<Video> videos : bySize.values()) {
            double total = videos.stream().mapToDouble(Video::seconds).sum();
            int parts = (int) Math.max(1, Math.round(total / seconds));
            double start = 0;
            List<List<Video>> divided = new ArrayList<>();
            for (Video video : videos) {
                int part = (int) Math.min(parts - 1, (start + video.seconds() / 2) / total * parts);
                while (divided.size() <= part) {
                    divided.add(new ArrayList<>());
                }
                divided.get(part).add(video);
                start += video.seconds();
            }
            for (int part = 0; part < divided.size(); part++) {
                FrameSize size = videos.getFirst().size();
                String name = size + "-" + (part + 1) + "of" + divided.size();
                if (wanted.test(name)) {
                    titles.add(join(name, divided.get(part), folder));
                }
            }
        }
        return titles;
    }

    private static List<Path> files(List<Path> inputs) throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path input : inputs) {
            if (Files.isDirectory(input)) {
                try (Stream<Path> all = Files.list(input)) {
                    all.filter(it -> EXTENSIONS.contains(it.toString().replaceFirst(".*\\.", "")))
                            .sorted()
                            .forEach(files::add);
                }
            } else {
                files.add(input);
            }
        }
        return files;
    }

    private static Video probe(Path file) {
        try (VideoReader reader = VideoReader.open(file, MediaLimits.DEFAULT, 1)) {
            SourceInfo info = reader.info();
            return new Video(
                    file,
                    info.geometry().displayed(),
                    info.averageFrameRate().value(),
                    info.duration().toNanos() / 1e9);
        }
    }

    private static JoinedTitle join(String name, List<Video> videos, Path folder)
            throws IOException, InterruptedException {
        Video longest =
                videos.stream().max(Comparator.comparingDouble(Video::seconds)).orElseThrow();
        int rate = (int) Math.round(longest.rate() > MAX_RATE ? longest.rate() / 2 : longest.rate());
        Path file = folder.resolve(
                name + "-" + Integer.toHexString(videos.toString().hashCode()) + ".mkv");
        if (!Files.exists(file)) {
            Path unfinished = folder.resolve("unfinished.mkv");
            List<String> command = new ArrayList<>();
            StringBuilder filters = new StringBuilder();
            for (int i = 0; i < videos.size(); i++) {
                command.addAll(List.of("-i", videos.get(i).file().toString()));
                filters.append("[").append(i).append(":v:0]");
                if (videos.get(i).rate() > MAX_RATE) {
                    filters.append("select='not(mod(n,2))',");
                }
                FrameSize size = videos.get(i).size();
                filters.append("scale=" + size.width() + ":" + size.height() + ":out_range=tv,format=yuv420p,setsar=1,"
                                + "settb=1/" + rate + ",setpts=N,fps=" + rate)
                        .append("[v")
                        .append(i)
                        .append("];");
            }
            for (int i = 0; i < videos.size(); i++) {
                filters.append("[v").append(i).append("]");
            }
            filters.append("concat=n=" + videos.size() + ":v=1:a=0[v]");
            command.addAll(List.of("-filter_complex", filters.toString(), "-map", "[v]", "-r", "" + rate));
            command.addAll(List.of("-g", "" + rate));
            command.addAll(ENCODER);
            command.add(unfinished.toString());
            FfmpegCommand.run(command);
            Files.move(unfinished, file);
        }
        return new JoinedTitle(name, file, longest.size(), rate);
    }
}
