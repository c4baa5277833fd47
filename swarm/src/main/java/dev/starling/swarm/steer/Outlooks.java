package dev.starling.swarm.steer;

import dev.starling.swarm.title.BlendGroupId;
import dev.starling.swarm.title.Clip;
import dev.starling.swarm.title.Title;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** A title with what its coming clips are worth; computed when it is needed, and kept. Thread-safe. */
public final class Outlooks {
    private final Title title;
    private final Map<Key, Kept> kept = new ConcurrentHashMap<>();
    private final Map<Optional<BlendGroupId>, AtomicReferenceArray<Offer>> offers = new ConcurrentHashMap<>();

    private final Map<Optional<BlendGroupId>, List<Outlook.Choices>> choices = new ConcurrentHashMap<>();

    /** For each blend group and each safe buffer there is an outlook. */
    private record Key(Optional<BlendGroupId> within, double safeBufferSeconds) {
        static Key of(Optional<BlendGroupId> within, PolicySettings settings) {
            return new Key(within, settings.horizons().safeBufferSeconds());
        }
    }

    private record Kept(PolicySettings settings, Outlook outlook) {}

    /** The outlooks of a title. */
    public Outlooks(Title title) {
        this.title = title;
    }

    /** The title. */
    public Title title() {
        return title;
    }

    /**
     * The offer for a clip to a client that plays everything.
     *
     * @param clip a clip of the title, or what is left of one
     * @param within the blend group that the player chose; empty if the edge chooses
     */
    Offer offer(Clip clip, Optional<BlendGroupId> within) {
        AtomicReferenceArray<Offer> all = offers.computeIfAbsent(
                within, _ -> new AtomicReferenceArray<>(title.clips().size()));
        Offer known = all.get(clip.index());
        if (known == null || !known.clip().equals(clip)) {
            Optional<BlendGroupId> serving = within.map(it -> title.serving(it, clip));
            known = new Offer(
                    this,
                    clip,
                    within,
                    title.clustersOf(clip).stream()
                            .filter(it -> serving.isEmpty() || it.group().equals(serving.get()))
                            .toList());
            all.set(clip.index(), known);
        }
        return known;
    }

    /** What could be sent of each clip, within a group or within all. */
    List<Outlook.Choices> choices(Optional<BlendGroupId> within) {
        return choices.computeIfAbsent(within, it -> Outlook.choices(title, it));
    }

    /** Whether {@link #of} takes no time: for a long title it otherwise takes up to seconds. */
    boolean has(Optional<BlendGroupId> within, PolicySettings settings) {
        Kept known = kept.get(Key.of(within, settings));
        return known != null && known.settings.equals(settings);
    }

    /** What clips are worth within a group, or within all, for given prices; of older prices nothing is kept. */
    Outlook of(Optional<BlendGroupId> within, PolicySettings settings) {
        Key key = Key.of(within, settings);
        Kept known = kept.get(key);
        if (known == null || !known.settings.equals(settings)) {
            kept.values().removeIf(it -> !it.settings.isForOtherPlayer(settings));
            known = kept.compute(
                    key,
                    (_, now) -> now != null && now.settings.equals(settings)
                            ? now
                            : new Kept(settings, Outlook.of(title, within, settings)));
        }
        return known.outlook;
    }
}
