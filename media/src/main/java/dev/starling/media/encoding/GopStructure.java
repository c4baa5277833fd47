package dev.starling.media.encoding;

import java.util.ArrayList;
import java.util.List;

/**
 * The type of every picture of a clip, in display order: the one decision that all members of the clip share.
 *
 * @param types the first is IDR; no B picture is last or stands before an IDR picture, since groups of pictures are
 *     closed
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
                throw new IllegalArgumentException(
                        "picture " + i + " is B and has nothing after it to be predicted from");
            }
        }
    }

    /**
     * The same with further IDR pictures, so that no group is longer than asked: those that are longer are divided
     * evenly, and a B picture that would stand before an IDR picture becomes P.
     *
     * @param longestGop the most pictures of a group, at least 1
     */
    public GopStructure divided(int longestGop) {
        List<PictureType> divided = new ArrayList<>(types);
        int start = 0;
        for (int end = 1; end <= types.size(); end++) {
            if (end == types.size() || types.get(end) == PictureType.IDR) {
                divide(divided, start, end, longestGop);
                start = end;
            }
        }
        return new GopStructure(divided);
    }

    private static void divide(List<PictureType> types, int start, int end, int longestGop) {
        int groups = Math.ceilDiv(end - start, longestGop);
        for (int group = 1; group < groups; group++) {
            int first = start + Math.ceilDiv(group * (end - start), groups);
            types.set(first, PictureType.IDR);
            if (types.get(first - 1) == PictureType.B) {
                types.set(first - 1, PictureType.P);
            }
        }
    }

    /** One letter a picture, I for IDR, in display order. */
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
