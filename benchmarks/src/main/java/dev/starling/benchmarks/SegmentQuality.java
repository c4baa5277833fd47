package dev.starling.benchmarks;

import dev.starling.edge.catalog.PublishedTitle;
import dev.starling.farm.task.PictureView;
import dev.starling.libav.Frame;
import dev.starling.libav.Scaler;
import dev.starling.media.clip.SourceClip;
import dev.starling.media.encoding.CodedPicture;
import dev.starling.media.encoding.MemberDecoder;
import dev.starling.quality.FrameScores;
import dev.starling.quality.Metric;
import dev.starling.quality.QualityMeter;
import dev.starling.quality.VmafModel;
import dev.starling.swarm.title.BlendGroup;
import dev.starling.swarm.title.Clip;
import dev.starling.swarm.title.ClusterId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Measures segments as they were sent: all of their pictures, against the source. */
record SegmentQuality(PublishedTitle published, VmafModel model) {
    /**
     * The mean VMAF of a segment.
     *
     * @param source the clip's pictures
     * @param like a member of the clip in the blend group of the segment: tells the types of the pictures
     * @param segment media segment as the edge sent it
     * @throws IllegalStateException if it does not decode cleanly, picture by picture
     */
    double vmaf(SourceClip source, Clip clip, ClusterId like, byte[] segment) throws IOException {
        BlendGroup group =
                published.title().group(published.title().cluster(like).group());
        List<CodedPicture> pictures = DeliveredClips.pictures(segment, published.member(clip, like));
        Metric vmaf = new Metric.Vmaf(model);
        QualityMeter meter = new QualityMeter(List.of(vmaf));
        List<FrameScores> scores = new ArrayList<>();
        int[] shown = {0};
        MemberDecoder.Report report;
        try (Scaler scaler = new Scaler(source.width(), source.height())) {
            report = MemberDecoder.decode(DeliveredClips.configuration(group), pictures, frame -> {
                Frame reference = source.frames().get(shown[0]++);
                try (Frame scaled = scaler.scale(frame)) {
                    meter.measure(PictureView.of(reference), PictureView.of(scaled))
                            .ifPresent(scores::add);
                }
            });
        }
        meter.finish().ifPresent(scores::add);
        if (report.complaintCount() > 0 || scores.size() != clip.frameCount()) {
            throw new IllegalStateException("does not decode cleanly: " + report.complaints());
        }
        return scores.stream()
                .mapToDouble(it -> it.score(vmaf).headline())
                .average()
                .orElseThrow();
    }
}
