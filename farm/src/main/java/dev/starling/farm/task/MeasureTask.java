package dev.starling.farm.task;

import dev.starling.farm.store.ContentKey;
import dev.starling.media.clip.SourceClip;
import dev.starling.media.encoding.MemberDecoder;
import dev.starling.swarm.title.Quality;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Measures the pictures of a member that is in the store. The result is a {@link MemberScores}.
 *
 * @param member the task that made the member
 * @param scoring how many pictures are scored
 */
public record MeasureTask(MemberTask member, Scoring scoring) implements Task {
    /** How many pictures are scored. */
    public enum Scoring {
        /** All. Takes more time than encoding. */
        ALL,
        /**
         * A sample, from which the others are estimated; the means of most members are within 0.3 VMAF of those of all.
         */
        SAMPLE
    }

    /** A task that scores a sample of the pictures. */
    public MeasureTask(MemberTask member) {
        this(member, Scoring.SAMPLE);
    }

    @Override
    public ContentKey key() {
        return ContentKey.of("scores: " + Measurement.VERSION, scoring, member.key());
    }

    /** The name of the VMAF model. */
    public static String vmafModel() {
        return Measurement.MODEL.name();
    }

    @Override
    public Optional<ClipFacts> pictures() {
        return Optional.of(member.clip());
    }

    @Override
    public String description() {
        return "quality of " + member.description();
    }

    @Override
    public byte[] run(Workplace workplace) throws IOException {
        EncodedMember encoded = member.encoded(workplace.store());
        List<Quality> scores = scores(workplace, encoded);
        List<Quality> inDecodingOrder = Measurement.displayOrder(encoded.accessUnits()).stream()
                .map(scores::get)
                .toList();
        return new MemberScores(inDecodingOrder).toBytes();
    }

    /** In display order. */
    private List<Quality> scores(Workplace workplace, EncodedMember encoded) {
        SourceClip displayed = workplace.pictures(member.clip(), member.source().displaySize());
        return switch (scoring) {
            case ALL -> {
                Map<Integer, Quality> scores =
                        Measurement.measure(displayed, encoded.configuration(), encoded.accessUnits(), picture -> true);
                yield IntStream.range(0, scores.size()).mapToObj(scores::get).toList();
            }
            case SAMPLE ->
                Measurement.sample(
                        new SampledMeasurement.Source(
                                displayed,
                                workplace.pictures(
                                        member.clip(), member.profile().pictureSize()),
                                workplace.motion(member.clip())),
                        frames -> MemberDecoder.decode(encoded.configuration(), encoded.accessUnits(), frames),
                        workplace.cpu());
        };
    }
}
