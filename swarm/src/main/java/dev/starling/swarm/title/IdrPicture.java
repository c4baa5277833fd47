package dev.starling.swarm.title;

import java.util.ArrayList;
import java.util.List;

/**
 * The place of an IDR picture in a member.
 *
 * @param accessUnit its index, in decoding order
 * @param presentationOffsetTicks its presentation time, counted from the start of the clip
 * @param offset the bytes of all access units before it
 * @param bytes the size of its access unit
 */
public record IdrPicture(int accessUnit, int presentationOffsetTicks, int offset, int bytes) {
    public IdrPicture {
        if (accessUnit < 0 || offset < 0 || bytes <= 0) {
            throw new IllegalArgumentException(
                    "not an IDR picture: access unit " + accessUnit + ", " + bytes + " bytes at " + offset);
        }
    }

    /** The IDR pictures of a member, in decoding order. */
    public static List<IdrPicture> of(List<AccessUnitEntry> accessUnits) {
        List<IdrPicture> pictures = new ArrayList<>();
        int offset = 0;
        for (int i = 0; i < accessUnits.size(); i++) {
            AccessUnitEntry unit = accessUnits.get(i);
            if (unit.type() == AccessUnitType.IDR) {
                pictures.add(new IdrPicture(i, unit.presentationOffsetTicks(), offset, unit.bytes()));
            }
            offset += unit.bytes();
        }
        return List.copyOf(pictures);
    }
}
