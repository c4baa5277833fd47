package dev.starling.media.encoding;

/** The type of a coded picture. All intra pictures are IDR pictures, because groups of pictures are closed. */
public enum PictureType {
    /** Instantaneous decoding refresh: decoding can start here, and a blend may move up. */
    IDR,
    /** Predicted from earlier pictures. */
    P,
    /** Predicted from earlier and later pictures, in display order. */
    B
}
