package dev.starling.swarm.steer;

import dev.starling.swarm.title.BlendGroupId;
import dev.starling.swarm.title.Title;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** A title with what its coming clips are worth; computed when it is needed, and kept. Thread-safe. */
public final class Outlooks {
    private final Title title;
    private final Map<Optional<BlendGroupId>, Kept> kept = new ConcurrentHashMap<>();

    private record Kept(PolicySettings settings, Outlook outlook) {}

    /** The outlooks of a title. */
    public Outlooks(Title title) {
        this.title = title;
    }

    /** The title. */
    public Title title() {
        return title;
    }

    /** What clips are worth within a group, or within all, for given prices; of older prices nothing is kept. */
    Outlook of(Optional<BlendGroupId> within, PolicySettings settings) {
        Kept known = kept.get(within);
        if (known == null || !known.settings.equals(settings)) {
            known = kept.compute(
                    within,
                    (_, now) -> now != null && now.settings.equals(settings)
                            ? now
                            : new Kept(settings, Outlook.of(title, within, settings)));
        }
        return known.outlook;
    }
}
