package dev.starling.farm.task;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.starling.farm.store.ContentKey;
import dev.starling.media.ClipEncoder;
import dev.starling.media.EncodedClip;
import dev.starling.media.PictureStructure;
import dev.starling.media.SourceClip;
import dev.starling.swarm.evolve.Encoding;
import dev.starling.swarm.pack.Quality;
import dev.starling.swarm.pack.Title;
import dev.starling.swarm.profile.Profile;
import dev.starling.swarm.profile.Tuning.Preset;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Encodes a clip in one way, measures it, and keeps the figures alone: what evolution and clustering ask for by the thousand.
 * The result is an {@link Encoding}, as four f64: bits a second, VMAF NEG, SSIM in decibels, processor seconds.
 *
 * @param clip the clip
 * @param source the format of the clip's pictures, which are encoded at the size they have
 * @param recipe how to encode
 */
public record EvaluateTask(ClipFacts clip, SourceFormat source, Recipe recipe) implements Task {
    private static final String KIND = "evaluation 1: VMAF NEG by " + Measurement.MODEL.name() + ", SSIM";

    /** How to encode. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "as")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Recipe.Member.class, name = "member"),
        @JsonSubTypes.Type(value = Recipe.Stock.class, name = "stock")
    })
    public sealed interface Recipe {
        /**
         * As a member of a swarm.
         *
         * @param types the picture types that all the clip's members share
         * @param profile the encoding parameters
         */
        record Member(PictureStructure types, Profile profile) implements Recipe {}

        /**
         * As libx264 does with nothing but a preset.
         *
         * @param preset which
         * @param crf the quality target
         */
        record Stock(Preset preset, double crf) implements Recipe {}
    }

    @Override
    public ContentKey key() {
        return switch (recipe) {
            case Recipe.Member(PictureStructure types, Profile profile) ->
                ContentKey.of(
                        KIND,
                        source.encoder(),
                        clip.pixels(),
                        types,
                        X264.settings(profile, source).canonical());
            case Recipe.Stock stock ->
                ContentKey.of(
                        KIND,
                        source.encoder(),
                        clip.pixels(),
                        source.frameRate(),
                        "stock " + stock.preset(),
                        stock.crf());
        };
    }

    @Override
    public int precedence() {
        return clip.index();
    }

    @Override
    public Optional<ClipFacts> pictures() {
        return Optional.of(clip);
    }

    @Override
    public String description() {
        return "evaluation of clip " + clip.index() + " under "
                + switch (recipe) {
                    case Recipe.Member(PictureStructure _, Profile profile) -> profile.toString();
                    case Recipe.Stock stock -> "preset " + stock.preset() + ", CRF " + stock.crf();
                };
    }

    @Override
    public byte[] run(Workplace workplace) {
        SourceClip pictures = workplace.pictures(clip, source.displaySize());
        EncodedMember encoded = EncodedMember.of(encode(workplace, pictures));
        Quality quality = Quality.mean(
                Measurement.measure(pictures, encoded.parameterSets(), encoded.accessUnits(), picture -> true)
                        .values());
        double seconds = (double) clip.durationTicks() / Title.TIMESCALE;
        return ByteBuffer.allocate(4 * Double.BYTES)
                .putDouble(encoded.payloadBytes() * 8 / seconds)
                .putDouble(quality.vmafNeg())
                .putDouble(quality.ssimDecibels())
                .putDouble(encoded.cpuTime().toNanos() / 1e9)
                .array();
    }

    private EncodedClip encode(Workplace workplace, SourceClip pictures) {
        return switch (recipe) {
            case Recipe.Member(PictureStructure types, Profile profile) ->
                workplace.encode(pictures, types, X264.settings(profile, source));
            case Recipe.Stock stock ->
                ClipEncoder.encodeStock(
                        pictures, source.frameRate(), stock.preset().toString(), stock.crf());
        };
    }

    /** Reads the result. */
    public static Encoding read(byte[] result) {
        ByteBuffer in = ByteBuffer.wrap(result);
        return new Encoding(in.getDouble(), in.getDouble(), in.getDouble(), in.getDouble());
    }
}
