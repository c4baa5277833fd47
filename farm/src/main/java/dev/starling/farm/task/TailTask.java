package dev.starling.farm.task;

import dev.starling.farm.store.ContentKey;
import dev.starling.farm.store.ResultStore;
import dev.starling.media.encoding.EncodedClip;
import dev.starling.media.encoding.EncodingSettings;
import dev.starling.media.encoding.TailEncoder;
import dev.starling.media.encoding.TailOutcome;
import dev.starling.swarm.profile.Profile;
import dev.starling.swarm.profile.RateControl;
import dev.starling.swarm.profile.Tuning.Preset;
import java.io.IOException;
import java.util.Optional;

/**
 * Encodes a tail of a member that is in the store. The result is a {@link MadeTail}.
 *
 * @param member the task that made the member
 * @param from the tail's first access unit, in decoding order; a P picture
 * @param crfStep how much its CRF is above the member's, above 0
 */
public record TailTask(MemberTask member, int from, double crfStep) implements Task {
    private static final String KIND = "tail 1";

    /**
     * A tail is sent when a path collapses, and is a fraction of its member: it is encoded with less effort, because
     * the time is better spent on members.
     */
    private static final Preset EFFORT = Preset.FASTER;

    @Override
    public ContentKey key() {
        return ContentKey.of(KIND, member.key(), from, settings().canonical());
    }

    @Override
    public Optional<ClipFacts> pictures() {
        return Optional.of(member.clip());
    }

    @Override
    public String description() {
        return "tail of " + member.description() + " from access unit " + from;
    }

    @Override
    public byte[] run(Workplace workplace) throws IOException {
        EncodedMember encoded = member.encoded(workplace.store());
        TailOutcome outcome = TailEncoder.byReference(
                workplace.pictures(member.clip(), member.profile().pictureSize()),
                member.types(),
                settings(),
                new EncodedClip(
                        encoded.configuration(),
                        encoded.accessUnits(),
                        0,
                        member.clip().durationTicks(),
                        Optional.empty()),
                from);
        return MadeTail.of(outcome, encoded.configuration()).toBytes();
    }

    private EncodingSettings settings() {
        Profile.H264 profile = member.profile();
        double crf = profile.rateControl().rateFactor() + crfStep;
        boolean faster = profile.tuning().preset().compareTo(EFFORT) > 0;
        Profile.H264 coarser = new Profile.H264(
                profile.pictureSize(),
                profile.structuralGenes(),
                new RateControl.ConstantRateFactor(crf),
                faster ? profile.tuning().withPreset(EFFORT) : profile.tuning());
        return X264.settings(coarser, member.source());
    }

    MadeTail made(ResultStore store) throws IOException {
        return MadeTail.read(
                store.find(key()).orElseThrow(() -> new IOException(store + ": " + description() + " is missing")));
    }
}
