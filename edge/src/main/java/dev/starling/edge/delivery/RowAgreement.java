package dev.starling.edge.delivery;

import dev.starling.h264.bits.H264Exception;
import dev.starling.h264.edit.AccessUnit;
import dev.starling.h264.edit.BlendCompatibility;
import dev.starling.h264.edit.BlendLevel;
import dev.starling.h264.syntax.ParameterSets;
import dev.starling.swarm.pack.MappedMember;
import dev.starling.swarm.steer.BlendPlan.OfMember;
import dev.starling.swarm.title.RowBlend;
import java.util.Optional;

/** Checks that slices of two members make one picture: their headers must agree in all that belongs to the picture. */
final class RowAgreement {
    private RowAgreement() {}

    /** The first reason why the rows of two members must not be mixed; empty if they may. */
    static Optional<String> difference(MappedClip clip, RowBlend rows) {
        MappedMember higher = clip.file(new OfMember(rows.higher()));
        MappedMember lower = clip.file(new OfMember(rows.lower()));
        try {
            ParameterSets sets = new ParameterSets();
            sets.accept(clip.parameterSets().sps());
            sets.accept(clip.parameterSets().pps());
            for (int i = 0; i < higher.accessUnits().size(); i++) {
                AccessUnit a = AccessUnit.readLengthPrefixed(higher.bytes(i, i + 1), sets);
                AccessUnit b = AccessUnit.readLengthPrefixed(lower.bytes(i, i + 1), sets);
                Optional<String> difference = BlendCompatibility.difference(a, b, BlendLevel.SLICE);
                if (difference.isPresent()) {
                    return Optional.of("access unit " + i + ": " + difference.get());
                }
            }
            return Optional.empty();
        } catch (H264Exception unreadable) {
            return Optional.of(String.valueOf(unreadable.getMessage()));
        }
    }
}
