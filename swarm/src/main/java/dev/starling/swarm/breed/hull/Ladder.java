package dev.starling.swarm.breed.hull;

import dev.starling.swarm.curve.RateQualityPoint;
import dev.starling.swarm.title.Clip;
import java.util.List;

/**
 * The members of a clip.
 *
 * @param members best first; bitrates and qualities fall
 * @param ceiling why the first member is below the top rung
 */
public record Ladder(List<Member> members, Clip.Ceiling ceiling) {
    public Ladder {
        members = List.copyOf(members);
    }

    /**
     * A member.
     *
     * @param rung the quality that it stands for
     * @param probe how it was encoded
     * @param point its bitrate and quality
     */
    public record Member(double rung, Probe probe, RateQualityPoint point) {}
}
