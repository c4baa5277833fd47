package dev.starling.farm.task;

import dev.starling.farm.store.ContentKey;
import dev.starling.farm.store.ResultStore;
import dev.starling.media.encoding.EncodingSettings;
import dev.starling.media.encoding.GopStructure;
import dev.starling.swarm.profile.Profile;
import java.io.IOException;
import java.util.Optional;

/**
 * Encodes one member: a clip under a profile. The result is an {@link EncodedMember}.
 *
 * @param clip the clip
 * @param source the title's format
 * @param types the picture types that all the clip's members share
 * @param profile the encoding parameters
 */
public record MemberTask(ClipFacts clip, SourceFormat source, GopStructure types, Profile.H264 profile)
        implements Task {
    private static final String KIND = "member 1";

    @Override
    public ContentKey key() {
        return ContentKey.of(
                KIND, source.encoder(), clip.pixels(), types, settings().canonical());
    }

    @Override
    public Optional<ClipFacts> pictures() {
        return Optional.of(clip);
    }

    @Override
    public String description() {
        return "clip " + clip.index() + " at " + profile.pictureSize() + ", " + profile.rateControl();
    }

    @Override
    public byte[] run(Workplace workplace) {
        return EncodedMember.of(workplace.encode(workplace.pictures(clip, profile.pictureSize()), types, settings()))
                .toBytes();
    }

    EncodedMember encoded(ResultStore store) throws IOException {
        return EncodedMember.read(
                store.find(key()).orElseThrow(() -> new IOException(store + ": " + description() + " is missing")));
    }

    private EncodingSettings settings() {
        return X264.settings(profile, source);
    }
}
