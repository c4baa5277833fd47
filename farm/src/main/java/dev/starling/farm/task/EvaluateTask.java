package dev.starling.farm.task;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.starling.farm.store.ContentKey;
import dev.starling.farm.task.Measurement.Decoding;
import dev.starling.farm.task.Measurement.Efficiency;
import dev.starling.media.clip.SourceClip;
import dev.starling.media.encoding.EncodedClip;
import dev.starling.media.encoding.EncodedGop;
import dev.starling.media.encoding.EncoderVersion;
import dev.starling.media.encoding.GopEncoder;
import dev.starling.media.encoding.GopSettings;
import dev.starling.media.encoding.GopStructure;
import dev.starling.media.encoding.MemberDecoder;
import dev.starling.media.encoding.StockEncoder;
import dev.starling.swarm.breed.evolve.Encoding;
import dev.starling.swarm.breed.evolve.Subject.Tune;
import dev.starling.swarm.profile.PictureSize;
import dev.starling.swarm.profile.Profile;
import dev.starling.swarm.profile.Tuning.Preset;
import dev.starling.swarm.title.Quality;
import dev.starling.swarm.title.Title;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/**
 * Encodes a clip under one recipe, measures it and keeps the figures only; evolution and clustering need thousands. The
 * result is an {@link Encoding}, as five f64: bits per second, VMAF NEG, SSIM in decibels, processor seconds, and those
 * of the pace.
 *
 * @param clip the clip
 * @param source the format of the clip's pictures; quality is measured at their size
 * @param recipe how to encode
 * @param scoreEvery score one picture in so many; 1 scores all
 */
public record EvaluateTask(ClipFacts clip, SourceFormat source, Recipe recipe, int scoreEvery) implements Task {
    private static final String KIND = "evaluation 2: VMAF NEG by " + Measurement.MODEL.name() + ", SSIM";

    /** A small encode with the same kinds of work as those compared: it shows how fast the machine is at the moment. */
    private Recipe.Stock pace() {
        return new Recipe.Stock(source.displaySize(), Preset.SUPERFAST, Tune.NONE, 30);
    }

    /** How to encode. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "as")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Recipe.Member.class, name = "member"),
        @JsonSubTypes.Type(value = Recipe.Gop.class, name = "gop"),
        @JsonSubTypes.Type(value = Recipe.Stock.class, name = "stock")
    })
    public sealed interface Recipe {
        /**
         * As a member of a swarm.
         *
         * @param types the picture types that all the clip's members share
         * @param profile the encoding parameters
         */
        record Member(GopStructure types, Profile.H264 profile) implements Recipe {}

        /**
         * In another codec, by an encoder that decides the picture types itself.
         *
         * @param size of the coded pictures
         * @param settings all parameters
         * @param encoder the encoder's version, which affects the bytes as the parameters do
         */
        record Gop(PictureSize size, GopSettings settings, String encoder) implements Recipe {
            /** The recipe of an HEVC profile. */
            public static Gop of(Profile.Hevc profile, SourceFormat source) {
                return of(profile.pictureSize(), X265.settings(profile, source));
            }

            /** The recipe of an AV1 profile. */
            public static Gop of(Profile.Av1 profile, SourceFormat source) {
                return of(profile.pictureSize(), SvtAv1.settings(profile, source));
            }

            private static Gop of(PictureSize size, GopSettings settings) {
                return new Gop(size, settings, LinkedEncoders.VERSION);
            }
        }

        /**
         * By libx264 with a preset and a tune, and its defaults otherwise.
         *
         * @param size of the coded pictures
         * @param preset of libx264
         * @param tune of libx264
         * @param crf the quality target
         */
        record Stock(PictureSize size, Preset preset, Tune tune, double crf) implements Recipe {}
    }

    @Override
    public ContentKey key() {
        return switch (recipe) {
            case Recipe.Member(GopStructure types, Profile.H264 profile) ->
                ContentKey.of(
                        KIND,
                        source.encoder(),
                        clip.pixels(),
                        scoreEvery,
                        types,
                        X264.settings(profile, source).canonical());
            case Recipe.Gop(PictureSize size, GopSettings settings, String encoder) ->
                ContentKey.of(KIND, encoder, clip.pixels(), scoreEvery, size, settings.canonical());
            case Recipe.Stock stock ->
                ContentKey.of(
                        KIND,
                        source.encoder(),
                        clip.pixels(),
                        scoreEvery,
                        // libx264 decides the picture types itself, and the frame rate affects them.
                        source.frameRate(),
                        "stock " + stock.preset() + " " + stock.tune() + smaller(stock.size()),
                        stock.crf());
        };
    }

    /** Nothing for the size of the clip's pictures, which was the only one once. */
    private String smaller(PictureSize size) {
        return size.equals(source.displaySize()) ? "" : " " + size;
    }

    @Override
    public Optional<ClipFacts> pictures() {
        return Optional.of(clip);
    }

    @Override
    public String description() {
        return "evaluation of clip " + clip.index() + " under "
                + switch (recipe) {
                    case Recipe.Member(GopStructure _, Profile.H264 profile) -> profile.toString();
                    case Recipe.Gop gop -> gop.settings().canonical();
                    case Recipe.Stock stock ->
                        "preset " + stock.preset() + ", tune " + stock.tune() + ", " + stock.size() + ", CRF "
                                + stock.crf();
                };
    }

    @Override
    public byte[] run(Workplace workplace) {
        SourceClip pictures = workplace.pictures(clip, source.displaySize());
        Duration pace = encode(workplace, pace()).cpuTime();
        Coded coded = encode(workplace, recipe);
        Efficiency quality = Measurement.efficiency(pictures, coded.stream(), picture -> picture % scoreEvery == 0);
        double seconds = (double) clip.durationTicks() / Title.TIMESCALE;
        return ByteBuffer.allocate(5 * Double.BYTES)
                .putDouble(coded.bytes() * 8 / seconds)
                .putDouble(quality.vmafNeg())
                .putDouble(Quality.decibels(quality.ssim()))
                .putDouble(coded.cpuTime().toNanos() / 1e9)
                .putDouble(pace.toNanos() / 1e9)
                .array();
    }

    /** Encodes without measuring quality, and returns the processor time. */
    public Duration cpuTime(Workplace workplace) {
        return encode(workplace, recipe).cpuTime();
    }

    /**
     * An encoded clip.
     *
     * @param bytes of all pictures, without headers before them
     * @param cpuTime processor time of the encode
     */
    private record Coded(long bytes, Duration cpuTime, Decoding stream) {
        static Coded of(EncodedClip clip) {
            EncodedMember member = EncodedMember.of(clip);
            return new Coded(
                    member.payloadBytes(),
                    member.cpuTime(),
                    frames -> MemberDecoder.decode(member.configuration(), member.accessUnits(), frames));
        }

        static Coded of(EncodedGop gop) {
            return new Coded(
                    gop.sizeBytes(), gop.cpuTime().orElse(Duration.ZERO), frames -> MemberDecoder.decode(gop, frames));
        }
    }

    private Coded encode(Workplace workplace, Recipe how) {
        return switch (how) {
            case Recipe.Member(GopStructure types, Profile.H264 profile) ->
                Coded.of(workplace.encode(
                        workplace.pictures(clip, profile.pictureSize()), types, X264.settings(profile, source)));
            case Recipe.Gop gop -> Coded.of(GopEncoder.encode(workplace.pictures(clip, gop.size()), gop.settings()));
            case Recipe.Stock stock ->
                Coded.of(StockEncoder.atQuality(
                        workplace.pictures(clip, stock.size()),
                        source.frameRate(),
                        stock.preset().toString(),
                        stock.tune().parameters(),
                        stock.crf()));
        };
    }

    /** Reads the result. */
    public static Encoding read(byte[] result) {
        ByteBuffer in = ByteBuffer.wrap(result);
        return new Encoding(
                in.getDouble(),
                in.getDouble(),
                in.getDouble(),
                new Encoding.ProcessorTime(in.getDouble(), in.getDouble()));
    }

    /** Loaded only if a codec other than H.264 is encoded: finding the version takes a moment. */
    private static final class LinkedEncoders {
        static final String VERSION = EncoderVersion.ofLinkedEncoders();
    }
}
