package dev.starling.farm.task;

import dev.starling.media.encoding.PictureType;

/** Picture types as the farm keeps them: a letter each, as people write them, I for IDR. */
final class PictureTypeCode {
    private PictureTypeCode() {}

    static byte of(PictureType type) {
        return (byte)
                switch (type) {
                    case IDR -> 'I';
                    case P -> 'P';
                    case B -> 'B';
                };
    }

    static PictureType read(byte code) {
        return switch (code) {
            case 'I' -> PictureType.IDR;
            case 'P' -> PictureType.P;
            case 'B' -> PictureType.B;
            default -> throw new IllegalArgumentException("Not a picture type: " + code);
        };
    }
}
