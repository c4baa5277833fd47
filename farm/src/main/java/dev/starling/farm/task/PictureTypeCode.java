package dev.starling.farm.task;

import dev.starling.media.encoding.PictureType;

/** The stored form of picture types: the letters I (IDR), P and B. */
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
            default -> throw new IllegalArgumentException("not a picture type: " + code);
        };
    }
}
