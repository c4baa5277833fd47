package dev.starling.swarm.steer;

import dev.starling.swarm.title.AccessUnit;
import dev.starling.swarm.title.AccessUnitType;
import java.util.BitSet;
import java.util.List;

/**
 * Where inside a clip a plan may go down to another member. Not in the first pictures after an IDR picture: what they
 * hold, beyond motion, corrects what is wrong with the IDR picture; the lower member's corrections are of errors that
 * the higher one's does not have, and would be seen up to the next IDR picture. After the third P picture hardly any
 * are left: a better start then only lasts. (On the clips of {@code PlansTest} moves before that cost up to 1 dB, after
 * it they gain nearly always.) At an IDR picture everything starts anew.
 */
public final class SplicePoints {
    /** As many P pictures come from the higher member after its IDR picture. */
    private static final int P_PICTURES_AFTER_IDR = 3;

    private final BitSet allowed = new BitSet();
    private final int accessUnits;

    /** @param accessUnits of any of the clip's members that blend, in decoding order */
    public SplicePoints(List<AccessUnit> accessUnits) {
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

    /** Whether another member may supply from an access unit on. */
    public boolean allows(int accessUnit) {
        return allowed.get(accessUnit);
    }

    /**
     * The first access unit, at or after another, from which on another member may supply; the number of access units
     * if there is none.
     */
    public int next(int accessUnit) {
        int next = allowed.nextSetBit(accessUnit);
        return next < 0 ? accessUnits : next;
    }

    /** A plan whose moves wait for where they may be made; one that finds none is not made. */
    public BlendPlan apply(BlendPlan plan) {
        BlendPlan waiting = BlendPlan.whole(plan.group(), plan.memberAt(0), accessUnits);
        for (BlendPlan.Span span : plan.spans()) {
            waiting = waiting.downFrom(next(span.from()), span.member());
        }
        return waiting;
    }
}
