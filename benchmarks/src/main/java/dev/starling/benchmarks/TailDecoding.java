package dev.starling.benchmarks;

import dev.starling.libav.Frame;
import dev.starling.libav.FrameSize;
import dev.starling.media.clip.SourceClip;
import dev.starling.media.decoding.MediaLimits;
import dev.starling.media.decoding.VideoReader;
import dev.starling.media.encoding.ClipEncoder;
import dev.starling.media.encoding.CodedPicture;
import dev.starling.media.encoding.EncodedClip;
import dev.starling.media.encoding.EncodingSettings;
import dev.starling.media.encoding.GopStructure;
import dev.starling.media.encoding.MemberDecoder;
import dev.starling.media.encoding.MemberDecoder.Implementation;
import dev.starling.media.encoding.PictureFormat;
import dev.starling.media.encoding.PictureType;
import dev.starling.media.encoding.PictureTypeDecider;
import dev.starling.media.encoding.StreamFormat;
import dev.starling.media.encoding.TailEncoder;
import dev.starling.media.encoding.TailOutcome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Decodes random tails behind their members in two decoders that share no code, and counts complaints. Members differ
 * at random in quality, number of B pictures, references and slices; tails in where they begin and how coarse they are.
 * Prints one JSON object.
 *
 * <pre>
 *   java … dev.starling.benchmarks.TailDecoding TAILS SEED CLIP...
 * </pre>
 */
public final class TailDecoding {
    private static final int LINES = 144;
    private static final int PICTURES = 50;
    private static final int TAILS_OF_A_MEMBER = 10;

    private TailDecoding() {}

    /** Decodes tails of the given clips in turn. */
    public static void main(String[] args) {
        if (args.length < 3) {
            System.err.println("usage: TailDecoding TAILS SEED CLIP...");
            System.exit(2);
        }
        int tails = Integer.parseInt(args[0]);
        SplittableRandom random = new SplittableRandom(Long.parseLong(args[1]));
        List<String> files = Arrays.asList(args).subList(2, args.length);
        Map<Implementation, Long> complaints = new EnumMap<>(Implementation.class);
        Map<Implementation, Long> missing = new EnumMap<>(Implementation.class);
        int decoded = 0;
        int refused = 0;
        for (int file = 0; decoded + refused < tails; file++) {
            try (VideoReader reader =
                            VideoReader.open(Path.of(files.get(file % files.size())), MediaLimits.DEFAULT, 1);
                    SourceClip clip = read(reader)) {
                PictureFormat pictures = new PictureFormat(
                        new FrameSize(clip.width(), clip.height()),
                        clip.frames().getFirst().colour(),
                        reader.info().averageFrameRate());
                StreamFormat format = new StreamFormat(
                        pictures,
                        random.nextInt(0, 8),
                        random.nextInt(1, 5),
                        random.nextInt(1, 5),
                        EnumSet.allOf(StreamFormat.CodingTool.class));
                GopStructure structure = PictureTypeDecider.decide(clip, format, 1);
                EncodingSettings settings =
                        new EncodingSettings(format, random.nextDouble(18, 32), "medium", 1, new TreeMap<>());
                EncodedClip member = ClipEncoder.encode(clip, structure, settings);
                List<Integer> points = IntStream.range(1, member.pictures().size())
                        .filter(i -> member.pictures().get(i).type() == PictureType.P)
                        .boxed()
                        .toList();
                for (int i = 0; i < TAILS_OF_A_MEMBER && decoded + refused < tails; i++) {
                    int from = points.get(random.nextInt(points.size()));
                    TailOutcome outcome = TailEncoder.byReference(
                            clip, structure, settings.withCrf(settings.crf() + random.nextDouble(2, 18)), member, from);
                    if (!(outcome instanceof TailOutcome.Encoded encoded)) {
                        refused++;
                        continue;
                    }
                    decoded++;
                    List<CodedPicture> spliced =
                            new ArrayList<>(member.pictures().subList(0, from));
                    spliced.addAll(encoded.tail().pictures());
                    for (Implementation decoder : Implementation.values()) {
                        MemberDecoder.Report report =
                                MemberDecoder.decode(decoder, member.configuration(), spliced, frame -> {});
                        complaints.merge(decoder, report.complaintCount(), Long::sum);
                        missing.merge(decoder, (long) spliced.size() - report.frameCount(), Long::sum);
                    }
                }
            }
        }
        System.out.printf(
                "{\"tails\":%d,\"refused\":%d,\"complaints\":%s,\"missingPictures\":%s}%n",
                decoded, refused, json(complaints), json(missing));
    }

    private static String json(Map<Implementation, Long> counts) {
        return String.format(
                "{\"libavcodec\":%d,\"openh264\":%d}",
                counts.getOrDefault(Implementation.LIBAVCODEC, 0L), counts.getOrDefault(Implementation.OPENH264, 0L));
    }

    private static SourceClip read(VideoReader reader) {
        List<Frame> frames = new ArrayList<>();
        for (Optional<Frame> next = reader.next(); next.isPresent() && frames.size() < PICTURES; next = reader.next()) {
            frames.add(next.get());
        }
        try (SourceClip source = SourceClip.of(0, frames)) {
            return source.scaledTo((int) Math.round(source.width() * (double) LINES / source.height() / 2) * 2, LINES);
        }
    }
}
