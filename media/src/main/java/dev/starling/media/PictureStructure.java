package dev.starling.media;

import java.util.List;

/**
 * The type of every picture of a clip, in display order: the one decision that all members of the clip share.
 *
 * @param types the first is IDR; no B picture is last or stands before an IDR picture, since groups of pictures are closed
 */
public record PictureStructure(List<PictureType> types) {
    public PictureStructure {
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
