package dev.starling.benchmarks;

import dev.starling.edge.catalog.Catalog;
import dev.starling.edge.catalog.PublishedTitle;
import dev.starling.farm.task.PictureView;
import dev.starling.libav.Frame;
import dev.starling.media.Bytes;
import dev.starling.media.encoding.CodedPicture;
import dev.starling.media.encoding.MemberDecoder;
import dev.starling.media.encoding.PictureType;
import dev.starling.quality.FrameScores;
import dev.starling.quality.Metric;
import dev.starling.quality.QualityMeter;
import dev.starling.quality.VmafModel;
import dev.starling.swarm.pack.MappedMember;
import dev.starling.swarm.steer.ClipMembers;
import dev.starling.swarm.title.AccessUnitEntry;
import dev.starling.swarm.title.AccessUnitType;
import dev.starling.swarm.title.Clip;
import dev.starling.swarm.title.ClusterId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Measures what moves to a lower member lose, by how many P pictures they follow an IDR picture: the VMAF of what the
 * lower member supplies, less that of its own pictures. The best member of the clip is the reference, so it is not
 * moved away from. Prints one line a pair of members, then the mean and the worst of all.
 *
 * <pre>
 *   java … dev.starling.benchmarks.SpliceLoss PACKAGE...
 * </pre>
 */
public final class SpliceLoss {
    private static final Metric VMAF = new Metric.Vmaf(VmafModel.starlingFit());
    /** The P pictures before a move. */
    private static final List<Integer> P_PICTURES = List.of(0, 1, 2, 3, 6);

    private final Map<Integer, List<Double>> losses = new TreeMap<>();

    private SpliceLoss() {}

    /** Measures the given packages. */
    public static void main(String[] args) throws IOException {
        SpliceLoss benchmark = new SpliceLoss();
        for (String folder : args) {
            PublishedTitle published = new Catalog(Path.of(folder)).titles().getFirst();
            for (Clip clip : published.title().clips()) {
                benchmark.measure(published, clip);
            }
        }
        benchmark.losses.forEach((pictures, all) -> System.out.printf(
                "after %d P pictures: mean %.2f, worst %.2f of %d%n",
                pictures,
                all.stream().mapToDouble(it -> it).average().orElseThrow(),
                all.stream().mapToDouble(it -> it).max().orElseThrow(),
                all.size()));
    }

    private void measure(PublishedTitle published, Clip clip) throws IOException {
        ClusterId best = clip.members().stream()
                .max((one, other) -> Long.compare(one.bytes(), other.bytes()))
                .orElseThrow()
                .cluster();
        List<ClusterId> family = ClipMembers.blendingWith(best, published.title(), clip);
        MappedMember whole = published.member(clip, best);
        List<Frame> reference = decode(published, best, pictures(whole, whole, clip.frameCount()));
        try {
            for (int higher = 1; higher + 1 < family.size(); higher += 2) {
                for (int lower = higher + 1; lower < family.size(); lower += 2) {
                    measure(published, clip, reference, List.of(family.get(higher), family.get(lower)));
                }
            }
        } finally {
            reference.forEach(Frame::close);
        }
    }

    private void measure(PublishedTitle published, Clip clip, List<Frame> reference, List<ClusterId> pair)
            throws IOException {
        MappedMember higher = published.member(clip, pair.getFirst());
        MappedMember lower = published.member(clip, pair.getLast());
        double[] own = vmaf(published, pair.getLast(), reference, pictures(higher, lower, 0));
        StringBuilder line = new StringBuilder(pair.toString());
        for (int pPictures : P_PICTURES) {
            int at = after(pPictures, lower.accessUnits());
            double[] spliced = vmaf(published, pair.getLast(), reference, pictures(higher, lower, at));
            double loss = IntStream.range(at, own.length)
                    .mapToDouble(i -> own[i] - spliced[i])
                    .average()
                    .orElse(0);
            losses.computeIfAbsent(pPictures, _ -> new ArrayList<>()).add(loss);
            line.append(String.format(Locale.ROOT, "  %d: %.2f", pPictures, loss));
        }
        System.out.println(line);
    }

    /** The access unit behind an IDR picture, so many P pictures and the B pictures that follow them. */
    private static int after(int pPictures, List<AccessUnitEntry> units) {
        int left = pPictures;
        for (int i = 1; i < units.size(); i++) {
            if (units.get(i).type() == AccessUnitType.P && left-- == 0) {
                return i;
            }
        }
        return units.size() - 1;
    }

    private static List<CodedPicture> pictures(MappedMember higher, MappedMember lower, int at) {
        List<CodedPicture> pictures = new ArrayList<>();
        for (int i = 0; i < lower.accessUnits().size(); i++) {
            MappedMember from = i < at ? higher : lower;
            AccessUnitEntry entry = from.accessUnits().get(i);
            ByteBuffer data = from.bytes(i, i + 1);
            byte[] bytes = new byte[data.remaining()];
            data.get(bytes);
            pictures.add(new CodedPicture(
                    Bytes.adopt(bytes),
                    switch (entry.type()) {
                        case IDR -> PictureType.IDR;
                        case I, P -> PictureType.P;
                        case B -> PictureType.B;
                        case AUDIO -> throw new IllegalArgumentException("no video");
                    },
                    entry.nalRefIdc(),
                    entry.presentationOffsetTicks(),
                    i));
        }
        return pictures;
    }

    private static List<Frame> decode(PublishedTitle published, ClusterId member, List<CodedPicture> pictures) {
        List<Frame> frames = new ArrayList<>();
        boolean clean = false;
        try {
            MemberDecoder.Report report = MemberDecoder.decode(
                    DeliveredClips.configuration(published
                            .title()
                            .group(published.title().cluster(member).group())),
                    pictures,
                    frame -> frames.add(frame.share()));
            clean = report.complaintCount() == 0 && frames.size() == pictures.size();
            if (!clean) {
                throw new IllegalStateException("does not decode cleanly: " + report);
            }
            return frames;
        } finally {
            if (!clean) {
                frames.forEach(Frame::close);
            }
        }
    }

    private static double[] vmaf(
            PublishedTitle published, ClusterId member, List<Frame> reference, List<CodedPicture> pictures) {
        List<Frame> frames = decode(published, member, pictures);
        try {
            QualityMeter meter = new QualityMeter(List.of(VMAF));
            List<FrameScores> scores = new ArrayList<>();
            for (int i = 0; i < frames.size(); i++) {
                meter.measure(PictureView.of(reference.get(i)), PictureView.of(frames.get(i)))
                        .ifPresent(scores::add);
            }
            meter.finish().ifPresent(scores::add);
            return scores.stream().mapToDouble(it -> it.score(VMAF).headline()).toArray();
        } finally {
            frames.forEach(Frame::close);
        }
    }
}
