package dev.starling.swarm.steer;

import dev.starling.swarm.title.AccessUnitEntry;
import dev.starling.swarm.title.AccessUnitType;
import java.util.BitSet;
import java.util.List;

/**
 * The access units of a clip at which a plan may go down to another member: IDR pictures, and all access units after
 * the third P picture that follows an IDR picture. Earlier pictures mainly correct errors of the IDR picture. A lower
 * member would correct errors that the higher member's IDR picture does not have, and the damage would stay until the
 * next IDR picture. After the third P picture few corrections are left, and the better start persists.
 * {@code docs/results/plans.md} has what earlier moves cost.
 */
public final class SplicePoints {
    /** The P pictures after an IDR picture that must come from the same member. */
    private static final int P_PICTURES_AFTER_IDR = 3;

    private final BitSet allowed = new BitSet();
    private final int accessUnits;

    /** @param accessUnits those of any one of the members that blend, in decoding order */
    public SplicePoints(List<AccessUnitEntry> accessUnits) {
        this.accessUnits = accessUnits.size();
        int pPictures = 0;
        for (int i = 0; i < accessUnits.size(); i++) {
            AccessUnitType type = accessUnits.get(i).type();
            if (type == AccessUnitType.IDR) {
                pPictures = 0;
            }
            allowed.set(i, type == AccessUnitType.IDR || pPictures >= P_PICTURES_AFTER_IDR);
            if (type == AccessUnitType.P) {
                pPictures++;
            }
        }
    }

    /** Whether another member may take over at an access unit. */
    public boolean allows(int accessUnit) {
        return allowed.get(accessUnit);
    }

    /**
     * The first access unit, at or after a given one, at which another member may take over; the number of access units
     * if there is none.
     */
    public int next(int accessUnit) {
        int next = allowed.nextSetBit(accessUnit);
        return next < 0 ? accessUnits : next;
    }

    /** Delays each move of a plan to the next splice point; a move without one is dropped. */
    public BlendPlan apply(BlendPlan plan) {
        BlendPlan delayed = BlendPlan.whole(plan.group(), plan.memberAt(0), accessUnits);
        for (BlendPlan.Span span : plan.spans()) {
            delayed = delayed.downFrom(next(span.from()), span.member());
        }
        return delayed;
    }
}
