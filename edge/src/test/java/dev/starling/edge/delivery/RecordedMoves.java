package dev.starling.edge.delivery;

import dev.starling.swarm.steer.BlendPlan;
import dev.starling.swarm.steer.ClipSteering.Step.DownMoved;
import java.util.List;

/**
 * Keeps the down-moves of a delivery.
 *
 * @param all those that were not taken back
 */
record RecordedMoves(List<DownMoved> all) implements ClipDelivery.Changes {
    @Override
    public void movedDown(DownMoved moved, BlendPlan plan) {
        all.add(moved);
    }

    @Override
    public void movedBack(int accessUnit, BlendPlan plan) {
        all.removeIf(it -> it.accessUnit() == accessUnit);
    }
}
