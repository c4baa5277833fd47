package dev.starling.media.encoding;

import java.util.ArrayList;
import java.util.List;

/**
 * The type of every picture of a clip in display order, which all members of the clip share.
 *
 * @param types the first is IDR; groups of pictures are closed, so no B picture is last or precedes an IDR picture
 */
public record GopStructure(List<PictureType> types) {
    public GopStructure {
        types = List.copyOf(types);
        if (types.isEmpty() || types.getFirst() != PictureType.IDR) {
            throw new IllegalArgumentException("a clip starts with an IDR picture: " + types);
        }
        for (int i = 0; i < types.size(); i++) {
            boolean endsGroup = i + 1 == types.size() || types.get(i + 1) == PictureType.IDR;
            if (endsGroup && types.get(i) == PictureType.B) {
                throw new IllegalArgumentException("picture " + i + " is B, but no reference picture follows it");
            }
        }
    }

    /**
     * This structure with additional IDR pictures, so that no group is too long. Longer groups are divided evenly, and
     * a B picture just before a new IDR picture becomes P.
     *
     * @param maxGopPictures most pictures of a group, at least 1
     */
    public GopStructure divided(int maxGopPictures) {
        List<PictureType> divided = new ArrayList<>(types);
        int start = 0;
        for (int until = 1; until <= types.size(); until++) {
            if (until == types.size() || types.get(until) == PictureType.IDR) {
                divide(divided, start, until, maxGopPictures);
                start = until;
            }
        }
        return new GopStructure(divided);
    }

    private static void divide(List<PictureType> types, int start, int until, int maxGopPictures) {
        int groups = Math.ceilDiv(until - start, maxGopPictures);
        for (int group = 1; group < groups; group++) {
            int first = start + Math.ceilDiv(group * (until - start), groups);
            types.set(first, PictureType.IDR);
            if (types.get(first - 1) == PictureType.B) {
                types.set(first - 1, PictureType.P);
            }
        }
    }

    /** One letter per picture in display order; I means IDR. */
    @Override
    public String toString() {
        StringBuilder letters = new StringBuilder(types.size());
        for (PictureType type : types) {
            letters.append(
                    switch (type) {
                        case IDR -> 'I';
                        case P -> 'P';
                        case B -> 'B';
                    });
        }
        return letters.toString();
    }
}
