package dev.starling.media.encoding;

/** What a picture may be predicted from. Intra pictures are always IDR pictures: groups of pictures are closed. */
public enum PictureType {
    /** Intra, and a point where decoding can start and where a blend may move up. */
    IDR,
    /** Predicted from pictures before it. */
    P,
    /** Predicted from both sides. */
    B
}
