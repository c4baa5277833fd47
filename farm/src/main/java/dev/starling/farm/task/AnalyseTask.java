package dev.starling.farm.task;

import dev.starling.farm.store.ContentKey;
import dev.starling.media.analysis.ContentAnalysis;
import dev.starling.media.clip.SourceClip;
import dev.starling.swarm.breed.cluster.ContentFeature;
import dev.starling.swarm.breed.cluster.ContentFeatures;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * Analyses the content of a clip at the display size. The result is a {@link ContentFeatures}: one f64 per feature.
 *
 * @param clip the clip
 * @param source the title's format
 */
public record AnalyseTask(ClipFacts clip, SourceFormat source) implements Task {
    private static final String KIND = "content 1";

    @Override
    public ContentKey key() {
        return ContentKey.of(KIND, clip.pixels());
    }

    @Override
    public Optional<ClipFacts> pictures() {
        return Optional.of(clip);
    }

    @Override
    public String description() {
        return "content of clip " + clip.index();
    }

    @Override
    public byte[] run(Workplace workplace) {
        ContentFeatures features = features(workplace.pictures(clip, source.displaySize()));
        ByteBuffer out = ByteBuffer.allocate(ContentFeature.values().length * Double.BYTES);
        for (ContentFeature feature : ContentFeature.values()) {
            out.putDouble(features.of(feature));
        }
        return out.array();
    }

    /** Reads the result. */
    public static ContentFeatures read(byte[] result) {
        ByteBuffer in = ByteBuffer.wrap(result);
        Map<ContentFeature, Double> values = new EnumMap<>(ContentFeature.class);
        for (ContentFeature feature : ContentFeature.values()) {
            values.put(feature, in.getDouble());
        }
        return new ContentFeatures(values);
    }

    /** Analyses pictures on the calling thread. Features that span orders of magnitude are logarithms. */
    public static ContentFeatures features(SourceClip pictures) {
        ContentAnalysis analysis = ContentAnalysis.of(pictures);
        Map<ContentFeature, Double> values = new EnumMap<>(ContentFeature.class);
        for (ContentFeature feature : ContentFeature.values()) {
            values.put(
                    feature,
                    switch (feature) {
                        case TEXTURE -> Math.log1p(analysis.texture().mean());
                        case TEXTURE_CHANGE -> Math.log1p(analysis.texture().change());
                        case SPATIAL_INFORMATION ->
                            Math.log1p(analysis.information().spatial());
                        case TEMPORAL_INFORMATION ->
                            Math.log1p(analysis.information().temporal());
                        case MOTION -> Math.log1p(analysis.motion().meanLength());
                        case MOTION_SPREAD -> Math.log1p(analysis.motion().spread());
                        case INTRA_SHARE -> analysis.motion().intraShare();
                        case LUMA -> analysis.luma().mean();
                        case CONTRAST -> analysis.luma().contrast();
                        case GRAIN -> Math.log1p(analysis.grain());
                        case TEXT -> analysis.text();
                        case CUT -> Math.log1p(analysis.cut());
                    });
        }
        return new ContentFeatures(values);
    }
}
